using Espalier.Numerics.Random;

namespace Espalier.Lab.Data;

/// <summary>Pictures in colour that need no file: discs and squares that lie on each other like leaves, many small and few large.</summary>
public static class DrawnPictures
{
    private const int Leaves = 300;

    /// <summary>Pictures of 3 × side × side, values from 0 to 255, one after the other.</summary>
    /// <param name="first">The number of the first; each number is one picture for ever.</param>
    /// <param name="count">How many.</param>
    /// <param name="side">Their height and width.</param>
    public static float[] Make(int first, int count, int side)
    {
        var all = new float[count * 3 * side * side];
        for (int picture = 0; picture < count; picture++)
        {
            var stream = new RandomStream(1, (uint)(first + picture), StreamPurpose.Sampling);
            ulong next = 0;
            double Draw() => stream.UniformSingle(next++, 0, 1);
            for (int leaf = 0; leaf < Leaves; leaf++) Lay(all.AsSpan(picture * 3 * side * side, 3 * side * side), side, Draw);
        }

        return all;
    }

    private static void Lay(Span<float> image, int side, Func<double> draw)
    {
        double radius = Math.Min(120, 4 / Math.Sqrt(1 - (draw() * 0.9995))), x = draw() * side, y = draw() * side;
        double[] colour = [draw() * 255, draw() * 255, draw() * 255];
        (double across, double down, double depth) = (draw() - 0.5, draw() - 0.5, draw() * 40);
        bool isDisc = draw() > 0.33;
        for (int row = Math.Max(0, (int)(y - radius)); row < Math.Min(side, y + radius); row++)
        {
            for (int column = Math.Max(0, (int)(x - radius)); column < Math.Min(side, x + radius); column++)
            {
                double dx = column - x, dy = row - y;
                if (isDisc && (dx * dx) + (dy * dy) > radius * radius) continue;
                double wave = depth * Math.Sin(3 * ((across * column) + (down * row)));
                for (int channel = 0; channel < 3; channel++)
                    image[(((channel * side) + row) * side) + column] = (float)Math.Clamp(colour[channel] + wave, 0, 255);
            }
        }
    }
}
