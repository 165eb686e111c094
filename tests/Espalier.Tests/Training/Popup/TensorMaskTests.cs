using Espalier.Parents.Masks;

namespace Espalier.Tests.Training.Popup;

public sealed class TensorMaskTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Bits_counts_and_zeros_agree(int length)
    {
        var random = new System.Random(length);
        bool[] kept = [.. Enumerable.Range(0, length).Select(_ => random.Next(3) > 0)];
        var mask = new TensorMask(kept);
        Assert.Equal(kept, Enumerable.Range(0, length).Select(i => mask[i]));
        Assert.Equal(kept.Count(each => each), mask.Kept);
        Assert.Equal(kept.Skip(length / 3).Count(each => each), mask.KeptWithin(length / 3, length - (length / 3)));
        var values = new float[length - (length / 2)];
        Array.Fill(values, 1);
        mask.Apply(values, length / 2);
        Assert.Equal(kept.Skip(length / 2).Select(each => each ? 1f : 0f), values);
        Assert.Equal(mask, TensorMask.Own(length, mask.Words.ToArray()));
        Assert.Equal(mask.GetHashCode(), new TensorMask(kept).GetHashCode());
        kept[0] = !kept[0];
        Assert.NotEqual(mask, new TensorMask(kept));
    }

    [Fact]
    public void All_keeps_everything_and_nothing_beyond()
    {
        Assert.Equal(70, TensorMask.All(70).Kept);
        Assert.Equal([ulong.MaxValue, 63], TensorMask.All(70).Words.ToArray());
        Assert.Throws<ArgumentException>(() => TensorMask.Own(70, [ulong.MaxValue, 64]));
        Assert.Throws<ArgumentException>(() => TensorMask.Own(70, [1]));
        Assert.Throws<ArgumentException>(() => TensorMask.All(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorMask.All(3)[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorMask.All(3).Apply(new float[3], 1));
    }
}
