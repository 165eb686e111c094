using Espalier.Cli.Frame;
using Espalier.Work;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Tests.Frame;

public sealed class PageTests
{
    private static readonly string[] Headers = ["kind", "size"];
    private static readonly string[][] Rows = [["dense", "1"], ["relu", "250"], ["flatten", ""]];

    [Fact]
    public void A_table_aligns_words_left_and_numbers_right() =>
        Assert.Equal(
            """
            kind     size
            ─────────────
            dense       1
            relu      250
            flatten

            """,
            Written(13, page => page.Table(Headers, Rows)));

    [Fact]
    public void A_table_that_does_not_fit_becomes_fields() =>
        Assert.Equal(
            """
            kind  dense
            size  1

            kind  relu
            size  250

            kind  flatten

            """,
            Written(12, page => page.Table(Headers, Rows)));

    [Fact]
    public void Text_from_a_file_cannot_steer_the_terminal() =>
        Assert.Equal("name  a?[31mb\n", Written(80, page => page.Fields(("name", "a\e[31mb"))));

    [Fact]
    public void A_long_value_hangs_beside_its_name() =>
        Assert.Equal("name  one two\n      three\n", Written(13, page => page.Fields(("name", "one two three"))));

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1.0 / 3)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(-0.0)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Numbers_read_back_to_the_same_bits(double value)
    {
        Assert.True(Numerals.TryParse(Numerals.Text(value), out double read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
        string json = System.Text.Encoding.UTF8.GetString(Json.Serialize(new { value }));
        string text = System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("value").ToString();
        Assert.True(Numerals.TryParse(text, out read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("1,000")]
    [InlineData("")]
    [InlineData("0x10")]
    public void What_is_no_float64_is_refused(string text) => Assert.False(Numerals.TryParse(text, out _));

    [Theory]
    [InlineData("inspekt", "inspect", 1)]
    [InlineData("rnu", "run", 1)]
    [InlineData("", "run", 3)]
    [InlineData("convert", "convert", 0)]
    public void Distances_count_single_slips(string written, string meant, int distance) =>
        Assert.Equal(distance, Suggestion.Distance(written, meant));

    private static string Written(int width, Action<Page> write)
    {
        var writer = new StringWriter { NewLine = "\n" };
        write(new Page(writer, width, colour: false));
        return writer.ToString();
    }
}
