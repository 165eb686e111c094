using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums.Coded;

public sealed class RandomRotationTests
{
    public static TheoryData<int> Lengths => [1, 2, 3, 4, 5, 7, 8, 25, 127, 128, 129, 255, 256, 300, 500, 784];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void It_keeps_lengths_and_is_undone(int length)
    {
        var rotation = new RandomRotation(new RandomStream(9, 1, StreamPurpose.Rotation), length);
        var row = new float[length];
        new RandomStream(1, 0, StreamPurpose.Experiment).FillNormal(0, row);
        float[] turned = [.. row];
        rotation.Apply(turned);
        Assert.Equal(row.Sum(x => (double)x * x), turned.Sum(x => (double)x * x), 1e-5 * length);
        rotation.Undo(turned);
        for (int i = 0; i < length; i++) Assert.Equal(row[i], turned[i], 1e-5f);
    }

    [Fact]
    public void It_is_the_matrix_of_signs_and_parities()
    {
        var signs = new RandomStream(4, 2, StreamPurpose.Rotation);
        var rotation = new RandomRotation(signs, 64);
        for (int j = 0; j < 64; j++)
        {
            var unit = new float[64];
            unit[j] = 1;
            rotation.Apply(unit);
            float sign = signs.Word((ulong)j) >> 31 == 0 ? 0.125f : -0.125f;
            for (int i = 0; i < 64; i++) Assert.Equal(int.PopCount(i & j) % 2 == 0 ? sign : -sign, unit[i]);
        }
    }

    [Fact]
    public void Every_entry_of_a_length_that_no_power_divides_is_spread()
    {
        var rotation = new RandomRotation(new RandomStream(4, 2, StreamPurpose.Rotation), 200);
        for (int j = 0; j < 200; j++)
        {
            var unit = new float[200];
            unit[j] = 1;
            rotation.Apply(unit);
            Assert.True(unit.Max(Math.Abs) < 0.8, $"entry {j}");
        }
    }

    [Theory]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(128)]
    public void The_transform_has_the_bits_of_its_scalar_twin(int length)
    {
        var values = new float[length];
        new RandomStream(1, 0, StreamPurpose.Experiment).FillNormal(0, values);
        float[] twin = [.. values];
        RandomRotation.Transform(values);
        RandomRotation.TransformPlain(twin);
        for (int i = 0; i < length; i++) Assert.Equal(BitConverter.SingleToInt32Bits(twin[i]), BitConverter.SingleToInt32Bits(values[i]));
    }

    [Fact]
    public void What_is_left_of_counts_is_the_diagonal_of_the_turned_matrix()
    {
        const int Length = 32;
        var rotation = new RandomRotation(new RandomStream(4, 2, StreamPurpose.Rotation), Length);
        double[] counts = [.. Enumerable.Range(0, Length).Select(i => 1.0 + (i * i % 7))];
        var expected = new double[Length];
        for (int i = 0; i < Length; i++)
        {
            var row = new float[Length];
            row[i] = 1;
            rotation.Undo(row);
            for (int j = 0; j < Length; j++) expected[i] += row[j] * row[j] * counts[j];
        }

        rotation.Average(counts);
        for (int i = 0; i < Length; i++) Assert.Equal(expected[i], counts[i], 1e-5);
    }
}
