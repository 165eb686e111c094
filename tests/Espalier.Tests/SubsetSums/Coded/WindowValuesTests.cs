using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;

namespace Espalier.Tests.SubsetSums.Coded;

public sealed class WindowValuesTests
{
    [Theory]
    [InlineData(3, 9, 1)]
    [InlineData(4, 10, 32)]
    [InlineData(1, 6, 64)]
    public void A_value_is_the_subset_sum_under_its_mask_less_half_the_total(int bits, int window, int numbers)
    {
        var code = new MaskCode(bits, window, numbers, 11);
        var stream = new RandomStream(5, 3);
        var values = new float[1 << window];
        WindowValues.OfSubsetSums(code, stream, values);
        double total = Enumerable.Range(0, numbers).Sum(j => (double)stream.UniformSingle((ulong)j));
        for (int w = 0; w < values.Length; w++)
        {
            ulong mask = code.Mask(w);
            double kept = Enumerable.Range(0, numbers).Where(j => ((mask >> j) & 1) == 1).Sum(j => (double)stream.UniformSingle((ulong)j));
            Assert.Equal((float)(kept - (total / 2)), values[w]);
        }
    }

    [Fact]
    public void Masks_are_linear_in_the_window()
    {
        var code = new MaskCode(4, 14, 32, 188);
        Assert.Equal(0UL, code.Mask(0));
        for (int a = 1; a < 1 << 14; a += 97)
            for (int b = 3; b < 1 << 14; b += 1013) Assert.Equal(code.Mask(a) ^ code.Mask(b), code.Mask(a ^ b));
    }

    [Fact]
    public void Generators_are_the_top_bits_of_the_words_of_their_stream()
    {
        var code = new MaskCode(3, 12, 5, 77);
        for (int j = 0; j < 5; j++) Assert.Equal(new RandomStream(77, 12, StreamPurpose.Code).Word((ulong)j) >> 20, code.Generators[j]);
    }

    [Theory]
    [InlineData(1, 14)]
    [InlineData(2, 14)]
    [InlineData(3, 14)]
    [InlineData(4, 14)]
    [InlineData(5, 14)]
    [InlineData(2, 12)]
    [InlineData(3, 12)]
    [InlineData(4, 12)]
    [InlineData(4, 16)]
    public void Tested_codes_tell_all_windows_apart(int bits, int window)
    {
        var code = new MaskCode(bits, window, GridCoding.DefaultNumbers, TestedCodes.Number(bits, window));
        var basis = new List<int>();
        foreach (ushort generator in code.Generators)
        {
            int rest = generator;
            foreach (int b in basis) rest = Math.Min(rest, rest ^ b);
            if (rest != 0) basis.Add(rest);
        }

        Assert.Equal(window, basis.Count);
        Assert.Equal(1 << window, Enumerable.Range(0, 1 << window).Select(code.Mask).Distinct().Count());
    }

    [Theory]
    [InlineData(0, 14, 32)]
    [InlineData(6, 14, 32)]
    [InlineData(4, 7, 32)]
    [InlineData(4, 17, 32)]
    [InlineData(1, 3, 32)]
    [InlineData(4, 14, 0)]
    [InlineData(4, 14, 65)]
    public void Sizes_that_no_code_has_are_refused(int bits, int window, int numbers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaskCode(bits, window, numbers, 0));
}
