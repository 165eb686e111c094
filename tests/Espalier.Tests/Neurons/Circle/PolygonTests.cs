using Espalier.Neurons.Circle;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Neurons.Circle;

public sealed class PolygonTests
{
    /// <summary>Strips that all hold one point never empty a polygon, however thin they are, how many, and how nearly parallel.</summary>
    [Fact]
    public void A_point_in_every_strip_stays_inside()
    {
        for (int number = 0; number < 20_000; number++)
        {
            var stream = new RandomStream((ulong)number, 21, StreamPurpose.Sampling);
            ulong at = 0;
            (double px, double py) = (stream.Uniform(at++), stream.Uniform(at++));
            double spread = Math.Pow(10, -number % 12);
            Polygon polygon = Polygon.Square(100);
            for (int cut = 0; cut < 60; cut++)
            {
                (double y, double x) = Math.SinCos(spread * stream.Uniform(at++));
                double width = 1e-12 + Math.Pow(10, -8 + (8 * stream.Uniform(at++)));
                double middle = (px * x) + (py * y) + (0.5 * width * stream.Uniform(at++));
                polygon.CutStrip(x, y, middle - width, middle + width);
                Assert.False(polygon.IsEmpty, $"instance {number}, cut {cut}");
            }

            Polygon.Box box = polygon.Bounds();
            Assert.True(
                box.Left <= px + 1e-11 && box.Right >= px - 1e-11 && box.Bottom <= py + 1e-11 && box.Top >= py - 1e-11,
                $"instance {number}: {box} without ({px}, {py})");
        }
    }

    [Fact]
    public void A_strip_that_misses_it_empties_it()
    {
        Polygon polygon = Polygon.Square(1);
        polygon.CutStrip(1, 0, 0.5, 2);
        Assert.Equal(new Polygon.Box(0.5, -1, 1, 1), polygon.Bounds());
        polygon.CutStrip(1, 0, -1, 0.4);
        Assert.True(polygon.IsEmpty);
    }
}
