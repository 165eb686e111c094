using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Espalier.Numerics;

namespace Espalier.Bench.Numerics;

/// <summary>
/// The counterpart of <c>bench/peers/matrix_product.c</c>: reads "precision rows depth columns repetitions" lines and prints
/// seconds per call, so that <c>matrix_product.sh</c> can let the two take turns on the same machine.
/// </summary>
internal static class MatrixProductPeer
{
    public static void Run(int threads)
    {
        while (Console.In.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            int[] numbers = [.. words.Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            double seconds = words[0] == "s"
                ? Time<float>(numbers[0], numbers[1], numbers[2], numbers[3], threads)
                : Time<double>(numbers[0], numbers[1], numbers[2], numbers[3], threads);
            Console.Out.WriteLine(seconds.ToString("R", CultureInfo.InvariantCulture));
            Console.Out.Flush();
        }
    }

    private static double Time<T>(int rows, int depth, int columns, int repetitions, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Values<T>(rows * depth);
        T[] b = Values<T>(depth * columns);
        var c = new T[rows * columns];
        var workspace = new MatrixWorkspace();
        void Multiply() =>
            MatrixProduct.Multiply(
                new MatrixView<T>(a, rows, depth), new MatrixView<T>(b, depth, columns), c, threads: threads, workspace: workspace);

        // The first lines of a run are for the compiler: it replaces the kernels once they have been called often enough.
        Multiply();
        Multiply();
        TimeSpan start = Now(threads);
        for (int i = 0; i < repetitions; i++) Multiply();
        return (Now(threads) - start).TotalSeconds / repetitions;
    }

    /// <summary>With one thread the processor time, which other programs on the machine disturb less; with more the time of the clock.</summary>
    private static TimeSpan Now(int threads) => threads == 1 ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);

    private static T[] Values<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[length];
        for (long j = 0; j < length; j++) values[j] = T.CreateTruncating(((double)((j * 2654435761) % 1000) / 1000) - 0.5);
        return values;
    }
}
