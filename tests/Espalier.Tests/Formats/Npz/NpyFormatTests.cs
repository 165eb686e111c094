using System.Text;
using Espalier.Formats.Elements;
using Espalier.Formats.Npz;
using Espalier.Graphs;

namespace Espalier.Tests.Formats.Npz;

public sealed class NpyFormatTests
{
    private const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }";

    [Theory]
    [InlineData("version1.npy")]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    public void All_versions_are_read(string file)
    {
        Tensor tensor = Read(file);
        Assert.Equal(new Shape(3, 4), tensor.Shape);
        Assert.Equal([.. Enumerable.Range(0, 12).Select(k => k / 4.0)], tensor.ToDoubles());
    }

    [Fact]
    public void Fortran_order_is_turned_row_major()
    {
        Tensor tensor = Read("fortran.npy");
        Assert.Equal(new Shape(3, 4), tensor.Shape);
        Assert.Equal(Precision.Double, tensor.Precision);
        Assert.Equal([.. Enumerable.Range(0, 12).Select(k => k / 4.0)], tensor.ToDoubles());
    }

    [Fact]
    public void Whole_numbers_are_read_exactly_or_refused()
    {
        Assert.Equal([-9007199254740992, 5, 7, 9007199254740992], Read("integers.npy").ToDoubles());
        Assert.Equal([0, 1, 128, 255], Read("pixels.npy").ToDoubles());
        Assert.Contains("element 1: the whole number is beyond 2^53", Assert.Throws<InvalidInputException>(() => Read("too-large.npy")).Message);
    }

    [Theory]
    [InlineData("<i8", "0100000000002000", false)]
    [InlineData(">i8", "0020000000000000", true)]
    [InlineData(">i8", "0020000000000001", false)]
    [InlineData(">i8", "FFE0000000000000", true)]
    [InlineData(">i8", "FFDFFFFFFFFFFFFF", false)]
    [InlineData(">i8", "8000000000000000", false)]
    [InlineData("<u8", "0000000000002000", true)]
    [InlineData("<u8", "FFFFFFFFFFFFFFFF", false)]
    public void A_64_bit_number_is_exact_or_refused(string type, string bytes, bool isExact)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': (1,)}}";
        byte[] data = Convert.FromHexString(bytes);
        if (isExact) Assert.Equal(9007199254740992, Math.Abs(Read(header, data)[0]));
        else Assert.Throws<InvalidInputException>(() => Read(header, data));
    }

    [Theory]
    [InlineData("records.npy", "arrays of records are not read")]
    [InlineData("objects.npy", "elements of type '|O' are not read")]
    [InlineData("complex.npy", "elements of type '<c8' are not read")]
    public void Other_types_are_refused_by_name(string file, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => Read(file)).Message);

    [Theory]
    [InlineData("|b1", new byte[] { 0, 2 }, 0, 1)]
    [InlineData("|i1", new byte[] { 0xff, 2 }, -1, 2)]
    [InlineData("<i2", new byte[] { 0xff, 0xff, 0, 1 }, -1, 256)]
    [InlineData(">i2", new byte[] { 0xff, 0xff, 0, 1 }, -1, 1)]
    [InlineData("<u2", new byte[] { 0xff, 0xff, 0, 1 }, 65535, 256)]
    [InlineData(">u4", new byte[] { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1 }, 4294967295, 1)]
    [InlineData("<i4", new byte[] { 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0 }, -1, 1)]
    [InlineData(">i8", new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0, 1 }, -2, 1)]
    [InlineData("<u8", new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 }, 3, 1)]
    [InlineData(">f2", new byte[] { 0x3c, 0, 0xc0, 0 }, 1, -2)]
    [InlineData(">f4", new byte[] { 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0 }, 1, -2)]
    [InlineData(">f8", new byte[] { 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0 }, 1, -2)]
    public void Types_are_read(string type, byte[] data, double first, double second) =>
        Assert.Equal([first, second], Read($"{{'descr': '{type}', 'fortran_order': False, 'shape': (2,)}}", data).ToDoubles());

    [Theory]
    [InlineData("'<f4'", "\"<f4\"", null)]
    [InlineData("(3, 4), }", "(3,4)}", null)]
    [InlineData("(3, 4), }", "( 3 ,4 , ) ,}  \n", null)]
    [InlineData("(3, 4)", "(12,)", null)]
    [InlineData("(3, 4)", "(1, 12, 1)", null)]
    [InlineData("(3, 4)", "(12)", "a comma is missing")]
    [InlineData("(3, 4)", "12", "'(' is missing")]
    [InlineData("(3, 4)", "(3, -4)", "no whole number")]
    [InlineData("(3, 4)", "(3, 4L)", "a comma is missing")]
    [InlineData("(3, 4)", "(3, 2+2)", "a comma is missing")]
    [InlineData("(3, 4)", "(3, 0)", "does not take the 48 bytes")]
    [InlineData("(3, 4)", "(3, 5)", "does not take the 48 bytes")]
    [InlineData("(3, 4)", "(4611686018427387904, 4)", "does not take the 48 bytes")]
    [InlineData("(3, 4)", "(99999999999999999999, 4)", "no whole number")]
    [InlineData("(3, 4)", "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,3,4)", "more than 32 extents")]
    [InlineData("False", "0", "neither True nor False")]
    [InlineData("'<f4'", "'f4'", "not read")]
    [InlineData("'<f4'", "'|f4'", "not read")]
    [InlineData("'<f4'", "'<f4", "not read")]
    [InlineData("'<f4'", "'\\x3cf4'", "does not end")]
    [InlineData("'<f4'", "__import__('os')", "text in quotes is missing")]
    [InlineData("'descr'", "'shape'", "'(' is missing")]
    [InlineData("'descr'", "'extra'", "unknown or occurs twice")]
    [InlineData("'descr': '<f4', ", "", "it lacks")]
    [InlineData(", }", ", } + 1", "text behind the dictionary")]
    [InlineData(", }", "", "a comma is missing")]
    [InlineData("{", "", "'{' is missing")]
    public void Headers_are_read_strictly(string part, string replacement, string? problem)
    {
        string header = Header.Replace(part, replacement, StringComparison.Ordinal);
        if (problem is null) Assert.Equal(12, Read(header, new byte[48]).Length);
        else Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => Read(header, new byte[48])).Message);
    }

    [Fact]
    public void Headers_are_those_of_numpy() =>
        Assert.Equal(File.ReadAllBytes(NpzFixtures.PathOf("version1.npy"))[..128], NpyHeader.Write("<f4", [3, 4]));

    [Fact]
    public void Every_float16_and_bfloat16_widens_exactly()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            byte[] bytes = [(byte)bits, (byte)(bits >> 8)];
            float half = HalfReader.Read(bytes, bigEndian: false), brain = BrainFloatReader.Read(bytes, bigEndian: false);
            Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits(brain));
            int exponent = (bits >> 10) & 31, fraction = bits & 1023;
            double magnitude = exponent == 0 ? Math.ScaleB(fraction, -24) : Math.ScaleB(1024 + fraction, exponent - 25);
            if (exponent == 31) Assert.True(fraction == 0 ? float.IsInfinity(half) : float.IsNaN(half));
            else Assert.Equal((bits & 0x8000) != 0 ? -magnitude : magnitude, half);
            Assert.Equal((bits & 0x8000) != 0, float.IsNegative(half));
        }
    }

    [Theory]
    [InlineData(Precision.Single)]
    [InlineData(Precision.Double)]
    public void Writing_and_reading_keeps_every_bit(Precision precision)
    {
        foreach (int[] extents in new int[][] { [], [1], [7], [3, 5], [2, 3, 4, 5] })
        {
            Tensor tensor = SampleNetworks.Tensor(precision, 3, extents);
            byte[] file = [.. NpyFormat.Bytes(tensor).SelectMany(chunk => chunk.ToArray())];
            SampleNetworks.AssertSameBits(tensor, NpyFormat.Read(file, "x.npy"));
        }
    }

    [Theory]
    [InlineData("version1.npy")]
    [InlineData("fortran.npy")]
    [InlineData("integers.npy")]
    [Slow]
    public void Damaged_files_are_refused_or_read(string file)
    {
        (int accepted, int refused) = Mutations.Check(File.ReadAllBytes(NpzFixtures.PathOf(file)), bytes => NpyFormat.Read(bytes, file));
        Assert.True(refused > 10_000 && accepted > 100, $"{accepted} accepted, {refused} refused");
    }

    private static Tensor Read(string file) => NpyFormat.Read(NpzFixtures.PathOf(file));

    private static Tensor Read(string header, byte[] data)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        return NpyFormat.Read((byte[])[0x93, .. "NUMPY\x01\0"u8, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. data], "x.npy");
    }
}
