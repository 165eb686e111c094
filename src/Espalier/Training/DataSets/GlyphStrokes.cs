using System.Globalization;

namespace Espalier.Training.DataSets;

/// <summary>
/// How the ten digits are drawn: strokes of cubic curves on a sheet 100 wide and 100 high, y downwards, in the notation of SVG
/// paths (M a start, C a curve with two control points, L a line). A digit has up to three hands.
/// </summary>
internal static class GlyphStrokes
{
    private static readonly string[][] Paths =
    [
        [
            "M 50 12 C 64 12 74 29 74 50 C 74 71 64 88 50 88 C 36 88 26 71 26 50 C 26 29 36 12 50 12",
            "M 56 13 C 40 8 27 28 26 51 C 25 74 36 88 50 88 C 64 88 75 72 74 49 C 73 28 64 14 48 14",
        ],
        [
            "M 51 12 L 49 88",
            "M 34 30 C 42 27 49 21 54 12 L 54 88",
            "M 36 28 C 43 25 49 20 53 12 L 53 88 M 37 88 L 69 88",
        ],
        [
            "M 28 32 C 29 19 38 12 50 12 C 63 12 72 20 72 32 C 72 48 52 64 28 88 L 75 88",
            "M 30 26 C 36 15 46 11 55 13 C 68 16 73 28 68 40 C 62 56 46 72 29 85 C 38 78 48 82 56 86 C 63 89 70 88 76 82",
        ],
        [
            "M 29 23 C 33 15 41 12 50 12 C 62 12 70 19 70 30 C 70 42 60 48 45 48 C 63 48 73 56 73 68 C 73 80 63 88 50 88 C 39 88 31 84 26 76",
            "M 29 13 L 70 13 L 46 43 C 63 43 73 53 73 66 C 73 79 63 88 50 88 C 39 88 31 84 26 76",
        ],
        [
            "M 61 88 L 61 12 L 24 64 L 78 64",
            "M 36 13 C 33 30 30 43 26 57 L 76 57 M 63 26 L 59 88",
        ],
        [
            "M 70 13 L 36 13 L 32 46 C 38 41 45 39 51 39 C 65 39 74 49 74 63 C 74 78 64 88 49 88 C 39 88 31 84 26 76",
            "M 35 14 C 34 26 33 36 32 47 C 42 39 58 39 67 48 C 78 60 73 82 55 87 C 44 90 33 86 27 78 M 35 14 L 72 13",
        ],
        [
            "M 66 13 C 45 20 28 42 27 64 C 26 79 37 88 50 88 C 63 88 73 79 73 66 C 73 53 63 45 51 45 C 40 45 30 53 27 64",
            "M 54 12 C 38 30 28 48 28 66 C 28 80 38 88 50 88 C 62 88 71 79 71 68 C 71 57 62 50 51 50 C 41 50 32 56 29 64",
        ],
        [
            "M 26 13 L 74 13 C 60 36 48 60 44 88",
            "M 26 14 L 75 13 L 44 88 M 37 51 L 68 50",
            "M 27 24 L 29 13 C 44 16 60 15 74 12 C 63 36 52 60 46 88",
        ],
        [
            "M 50 47 C 39 45 32 38 32 29 C 32 19 40 12 50 12 C 60 12 68 19 68 29 C 68 38 61 45 50 47 "
            + "C 36 49 27 57 27 68 C 27 80 37 88 50 88 C 63 88 73 80 73 68 C 73 57 64 49 50 47",
            "M 69 22 C 63 13 53 10 44 14 C 33 19 32 33 43 41 C 54 49 73 54 72 70 C 71 82 61 88 50 88 C 38 88 28 81 28 70 C 28 55 60 46 69 22",
        ],
        [
            "M 34 87 C 55 80 72 58 73 36 C 74 21 63 12 50 12 C 37 12 27 21 27 34 C 27 47 37 55 49 55 C 60 55 70 47 73 36",
            "M 71 30 C 69 18 60 12 49 12 C 36 12 27 21 27 33 C 27 45 36 53 47 53 C 60 53 70 43 71 30 C 71 50 69 70 66 88",
        ],
    ];

    private static readonly double[][][][] Curves = [.. Paths.Select(hands => hands.Select(Parse).ToArray())];

    /// <summary>The number of ways in which a digit is drawn.</summary>
    public static int Hands(int digit) => Curves[digit].Length;

    /// <summary>The strokes of a digit: the start, then three points per curve, each point x and y.</summary>
    public static ReadOnlySpan<double[]> Of(int digit, int hand) => Curves[digit][hand];

    private static double[][] Parse(string path)
    {
        var strokes = new List<double[]>();
        var points = new List<double>();
        var words = new Queue<string>(path.Split(' '));
        while (words.TryDequeue(out string? command))
        {
            switch (command)
            {
                case "M":
                    if (points.Count > 0) strokes.Add([.. points]);
                    points = [.. Take(words, 2)];
                    break;
                case "L":
                    AddLine(points, Take(words, 2));
                    break;
                default:
                    points.AddRange(Take(words, 6));
                    break;
            }
        }

        strokes.Add([.. points]);
        return [.. strokes];
    }

    private static double[] Take(Queue<string> words, int count)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) numbers[i] = double.Parse(words.Dequeue(), CultureInfo.InvariantCulture);
        return numbers;
    }

    /// <summary>A line is a curve whose control points divide it in three.</summary>
    private static void AddLine(List<double> points, double[] end)
    {
        (double x, double y) = (points[^2], points[^1]);
        points.AddRange([((2 * x) + end[0]) / 3, ((2 * y) + end[1]) / 3, (x + (2 * end[0])) / 3, (y + (2 * end[1])) / 3, end[0], end[1]]);
    }
}
