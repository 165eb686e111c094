using System.Text.Json;
using Espalier.Lab.Storage;
using Espalier.Lab.Storage.Exports;
using Espalier.Lab.Tests.Experiments;
using Parquet;
using Parquet.Schema;

namespace Espalier.Lab.Tests.Storage;

/// <summary>The three formats hold the same rows.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public ExportTests() => _folder.Run(new TrivialExperiment(), """
        replicates: 3
        grid:
          whole: [-5, 7]
          choice: ["com,ma", "quo\"te", "ünï\nline"]
          flag: [false, true]
        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parquet_reads_back_as_what_was_recorded()
    {
        RecordTable table = RecordTable.Load(_folder.Open());
        using var stream = new MemoryStream();
        ParquetExport.Write(table, stream, TestContext.Current.CancellationToken);
        stream.Position = 0;
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, null, true, TestContext.Current.CancellationToken);
        Assert.Equal(1, reader.RowGroupCount);
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        Assert.Equal(36, group.RowCount);
        DataField[] fields = reader.Schema.GetDataFields();
        var sum = new double?[36];
        var sometimes = new double?[36];
        string?[] words = new string?[36];
        await group.ReadAsync<double>(Field("sum"), sum.AsMemory(), null, TestContext.Current.CancellationToken);
        await group.ReadAsync<double>(Field("sometimes"), sometimes.AsMemory(), null, TestContext.Current.CancellationToken);
        await group.ReadAsync(Field("choice"), words.AsMemory(), null, TestContext.Current.CancellationToken);
        int[] rows = table.SortedRows();
        for (int i = 0; i < 36; i++)
        {
            Assert.Equal(table["sum"].Number(rows[i]), sum[i]);
            Assert.Equal(table["sometimes"].NumberOrNull(rows[i]), sometimes[i]);
            Assert.Equal(table["choice"].Text(rows[i]), words[i]);
        }

        DataField Field(string name) => fields.First(field => field.Name == name);
    }

    [Fact]
    public void Json_lines_say_what_the_csv_says()
    {
        RecordTable table = RecordTable.Load(_folder.Open());
        var csv = new StringWriter();
        CsvExport.Write(table, csv, TestContext.Current.CancellationToken);
        var lines = new StringWriter();
        JsonLinesExport.Write(table, lines, TestContext.Current.CancellationToken);
        string[] addresses = [
            .. csv.ToString().Split('\n').Where(line => line.Length > 64).Select(line => line[^64..]).Where(
                text => text.All(char.IsAsciiHexDigitLower)),
        ];
        JsonElement[] objects = [
            .. lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Assert.Equal(36, objects.Length);
        Assert.Equal(addresses, objects.Select(one => one.GetProperty("address").GetString()!));
        Assert.All(objects, one => Assert.Equal(one.GetProperty("flag").GetBoolean(), one.TryGetProperty("sometimes", out _)));
    }
}
