using Espalier.Graphs;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Training.DataSets;

public sealed class LabelledImagesTests
{
    private static readonly LabelledImages Three =
        new("three", new Shape(1, 2, 2), [0, 1, 2, 3, 255, 254, 253, 252, 10, 20, 30, 40], [7, 0, 3]);

    [Fact]
    public void Counts_images_and_classes()
    {
        Assert.Equal((3, 8, "three"), (Three.Count, Three.Classes, Three.Name));
        Assert.Equal([255, 254, 253, 252], Three.PixelsOf(1).ToArray());
    }

    [Fact]
    public void Pixels_are_divided_by_255()
    {
        byte[] every = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var images = new LabelledImages("all", new Shape(1, 1, 1), every, new byte[256]);
        float[] singles = new float[256];
        double[] doubles = new double[256];
        images.Fill(0, singles);
        images.Fill(0, doubles);
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal(i / 255f, singles[i]);
            Assert.Equal(i / 255.0, doubles[i]);
        }
    }

    [Fact]
    public void Batches_follow_the_indices()
    {
        double[] batch = new double[8];
        Three.Fill([2, 0], batch);
        Assert.Equal(new double[] { 10, 20, 30, 40, 0, 1, 2, 3 }.Select(p => p / 255), batch);
        float[] consecutive = new float[8];
        Three.Fill(1, consecutive);
        Assert.Equal(new float[] { 255, 254, 253, 252, 10, 20, 30, 40 }.Select(p => p / 255), consecutive);
    }

    [Fact]
    public void A_slice_holds_its_images()
    {
        LabelledImages slice = Three.Slice(1, 2);
        Assert.Equal([0, 3], slice.Labels.ToArray());
        Assert.Equal(Three.PixelsOf(2).ToArray(), slice.PixelsOf(1).ToArray());
        Assert.Equal(4, slice.Classes);
        Assert.Throws<ArgumentOutOfRangeException>(() => Three.Slice(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Three.Slice(int.MaxValue, 1));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new LabelledImages("short", new Shape(1, 2, 2), new byte[7], new byte[2]));
        Assert.Throws<ArgumentException>(() => Three.Fill([0], new float[3]));
        Assert.Throws<ArgumentException>(() => Three.Fill(0, new float[3]));
        Assert.Throws<ArgumentException>(() => Three.Fill(2, new double[8]));
        Assert.Throws<ArgumentException>(() => Three.Fill(-1, new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Three.Fill([3], new float[4]));
    }
}
