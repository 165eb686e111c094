using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Neurons.Witnesses;

/// <summary>Searches for points and spaces by several chains, whose number does not depend on the threads.</summary>
internal sealed class WitnessSearch(TiltRows rows, ulong seed, int mostSteps, CancellationToken cancel) : ICrewWork
{
    /// <summary>Products of the first effort.</summary>
    private const long Work = 1L << 28;

    private readonly List<(double[][] Axes, double[] Squares)> _frames = [];
    private SubspaceClimb[] _chains = [];
    private double[][][] _starts = [];
    private int[] _steps = [];

    /// <summary>One axis.</summary>
    public double[][] Point { get; private set; } = [];

    /// <summary>Good spaces of other numbers of axes.</summary>
    public IEnumerable<double[][]> Spaces { get; private set; } = [];

    /// <summary>Looks at random frames: each holds a space of every number of axes.</summary>
    public void Begin(int axes, int frames)
    {
        for (int f = 0; f < frames; f++)
        {
            var climb = new SubspaceClimb(rows, axes, new RandomStream(seed, (uint)f, StreamPurpose.Order));
            climb.Start();
            _frames.Add((climb.Axes, climb.LeastSquares()));
            if (cancel.IsCancellationRequested) break;
        }
    }

    /// <summary>Improves one axis, and the most promising numbers of axes.</summary>
    public void Improve(int effort, int pointChains, int spaceChains, int threads)
    {
        var promising = new List<(double Error, double[][] Axes)>();
        double[][] whole = Whole();
        for (int count = 2; count <= _frames[0].Squares.Length; count++)
        {
            // An even number of axes is worth a polynomial of its own only where it is all of them.
            if (count % 2 == 0 && count < rows.Dimension) continue;
            (double[][] axes, double[] squares) = _frames.MaxBy(frame => frame.Squares[count - 1]);
            promising.Add((WitnessFormula.Error(Math.Sqrt(squares[count - 1]), count), axes[..count]));
        }

        promising.Sort(static (a, b) => b.Error.CompareTo(a.Error));
        _starts =
        [
            .. Enumerable.Range(0, pointChains).Select(chain => _frames[chain % _frames.Count].Axes[..1]),
            .. promising.Take(spaceChains).Select(space => space.Axes),
        ];
        int spaces = _starts.Length - pointChains;
        _steps = [.. _starts.Select((start, i) => Steps(effort, 2 * (i < pointChains ? pointChains : Math.Max(1, spaces)), start.Length))];
        _chains = new SubspaceClimb[_starts.Length];
        new Crew().Run(this, _starts.Length, threads);
        Point = _chains[..pointChains].MaxBy(chain => chain.Square)!.Axes;
        Spaces = [.. _chains[pointChains..].Select(chain => chain.Axes), .. whole.Length > 1 ? [whole] : Array.Empty<double[][]>()];
    }

    public void Do(int piece, int worker)
    {
        var climb = new SubspaceClimb(rows, _starts[piece].Length, new RandomStream(seed, (uint)(1000 + piece), StreamPurpose.Order));
        climb.StartFrom(_starts[piece]);
        climb.Run(_steps[piece], cancel);
        _chains[piece] = climb;
    }

    private int Steps(int effort, int parts, int axes)
    {
        if (rows.Count == 0) return 0;
        long cost = SubspaceClimb.StepCost(rows) + ((long)axes * rows.Count);
        return (int)Math.Min(mostSteps, (Work / parts / cost) + 1) << (2 * (effort - 1));
    }

    private double[][] Whole() => [.. Enumerable.Range(0, rows.Dimension).Select(i => Directions.Axis(rows.Dimension, i))];
}
