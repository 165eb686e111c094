using System.Text;
using System.Text.Json;
using Espalier.Lab.Experiments;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Storage;

public sealed class RecordLineTests
{
    private static readonly TrivialExperiment Experiment = new();

    [Fact]
    public void The_checksum_is_the_one_of_Castagnoli() => Assert.Equal(0xE3069283, Checksum.Of("123456789"u8));

    [Fact]
    public void A_line_is_canonical_json_with_its_check()
    {
        Cell cell = Cell.Create(Experiment.Schema, CellAddressTests.Point(7, 1e-7, "com,ma", false), 3);
        string line = Line(CellRecord.Done(cell, [Scalar.Of(0.1), Scalar.Of(14), default, Scalar.Of("com,ma")]));
        string body =
            $$"""{"address":"{{cell.Address}}","parameters":{"choice":"com,ma","flag":false,"real":1e-7,"whole":7},"replicate":3,"result":"""
            + """{"doubled":14,"sum":0.1,"word":"com,ma"}""";
        Assert.Equal($"{body},\"check\":\"{Checksum.Of(Encoding.UTF8.GetBytes(body)):x8}\"}}\n", line);
        Assert.Equal(14, JsonDocument.Parse(line).RootElement.GetProperty("result").GetProperty("doubled").GetInt32());
    }

    [Fact]
    [Slow]
    public void What_is_written_is_what_is_read()
    {
        var random = new System.Random(7);
        string[] choices = [.. Experiment.Schema.Parameters[2].Choices];
        for (int i = 0; i < 2000; i++)
        {
            Cell cell = Cell.Create(
                Experiment.Schema,
                CellAddressTests.Point(random.Next(-999, 999), 10 * (1 - random.NextDouble()), choices[i % choices.Length], i % 2 == 0),
                random.NextInt64(int.MaxValue));
            CellRecord record = i % 5 == 0
                ? CellRecord.Failed(cell, new("Some.Exception", "line\none \"two\" \\ ü\u0001"))
                : CellRecord.Done(
                    cell,
                    [
                        Scalar.Of(random.NextDouble() * Math.Pow(10, random.Next(-300, 300))),
                        Scalar.Of(random.NextInt64()),
                        i % 3 == 0 ? default : Scalar.Of(-0.5),
                        Scalar.Of("w" + i),
                    ]);
            byte[] line = Encoding.UTF8.GetBytes(Line(record));
            Assert.True(RecordLine.IsWhole(line.AsSpan()[..^1]));
            CellRecord read = new RecordLine(Experiment.Schema).Parse(line.AsSpan()[..^1])!;
            Assert.Equal(record.Address, read.Address);
            Assert.Equal(record.Replicate, read.Replicate);
            Assert.Equal(record.Parameters, read.Parameters);
            Assert.Equal(record.Measures, read.Measures);
            Assert.Equal(record.Failure, read.Failure);
            Assert.Equal(Line(record), Line(read));
        }
    }

    [Fact]
    public void A_line_that_is_cut_or_changed_anywhere_is_not_whole()
    {
        Cell cell = Cell.Create(Experiment.Schema, CellAddressTests.Point(7, 0.5, "plain", false), 3);
        byte[] line = Encoding.UTF8.GetBytes(Line(CellRecord.Done(cell, [Scalar.Of(0.1), Scalar.Of(14), default, Scalar.Of("x")])).TrimEnd());
        for (int length = 0; length < line.Length; length++) Assert.False(RecordLine.IsWhole(line.AsSpan(0, length)));
        for (int i = 0; i < line.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. line];
                changed[i] ^= (byte)(1 << bit);
                // The digits of the check itself may be written in capitals.
                if (RecordLine.IsWhole(changed)) Assert.True(char.IsAsciiLetter((char)line[i]) && bit == 5, $"byte {i}, bit {bit}");
            }
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("not json at all")]
    [InlineData("""{"address":"00"}""")]
    [InlineData("""{"address":5,"replicate":"x"}""")]
    [InlineData("""{"parameters":{"real":1e999}}""")]
    [InlineData("""{"parameters":{"choice":null}}""")]
    public void Other_content_is_no_record(string text) => Assert.Null(new RecordLine(Experiment.Schema).Parse(Encoding.UTF8.GetBytes(text)));

    private static string Line(CellRecord record) => StoreFolder.Line(Experiment.Schema, record);
}
