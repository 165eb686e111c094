using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Tests.Experiments;

public sealed class CanonicalJsonTests
{
    /// <summary>Pairs of bits and text from Appendix B of RFC 8785.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    public void Numbers_print_as_the_standard_says(ulong bits, string text) =>
        Assert.Equal(text, CanonicalJson.Text(BitConverter.UInt64BitsToDouble(bits)));

    [Fact]
    public void Every_number_reads_back_to_the_same_bits()
    {
        var random = new System.Random(20261120);
        for (int i = 0; i < 50_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (i % 3 == 0) value = random.Next(-5000, 5000) / 1000.0;
            if (!double.IsFinite(value)) continue;
            string text = CanonicalJson.Text(value);
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            using var parsed = JsonDocument.Parse(text);
            Assert.Equal(value, parsed.RootElement.GetDouble());
        }
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "\"\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\b\f\n\r\t\u0001\u001f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"")]
    [InlineData("ü€😀/", "\"ü€😀/\"")]
    public void Texts_carry_only_the_escapes_that_they_must(string text, string json)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(output, text);
        Assert.Equal(json, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(text, JsonDocument.Parse(output.WrittenMemory).RootElement.GetString());
    }
}
