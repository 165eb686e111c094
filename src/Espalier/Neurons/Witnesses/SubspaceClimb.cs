using Espalier.Numerics.Random;

namespace Espalier.Neurons.Witnesses;

/// <summary>
/// Looks for a k-dimensional space U across the target in which every neuron leans far: the largest min_j ‖P_U u_j‖. One axis of U at a
/// time is turned within a plane, to the best angle of the whole circle.
/// </summary>
/// <remarks>
/// The other axis of the plane is random, or one that lifts the neurons that lean least, all at the same rate, sometimes one of them
/// through 0: with k = 1 that is a step from one sign cell to the next.
/// </remarks>
internal sealed class SubspaceClimb
{
    private const int MostPushed = 32;

    private readonly TiltRows _rows;
    private readonly RandomStream _stream;
    private readonly CircleMove _circle;
    private readonly double[][] _axes;
    private readonly double[][] _parts;
    private readonly double[] _rests;
    private readonly double[] _across;
    private readonly double[] _squares;
    private ulong _drawn;

    public SubspaceClimb(TiltRows rows, int dimension, RandomStream stream)
    {
        _rows = rows;
        _stream = stream;
        _circle = new CircleMove(rows.Count);
        _axes = [.. Enumerable.Range(0, dimension).Select(_ => new double[rows.Dimension])];
        _parts = [.. Enumerable.Range(0, dimension).Select(_ => new double[rows.Count])];
        _rests = new double[rows.Count];
        _across = new double[rows.Count];
        _squares = new double[rows.Count];
    }

    /// <summary>min_j ‖P_U u_j‖², in plain float64.</summary>
    public double Square { get; private set; }

    /// <summary>An orthonormal basis of U.</summary>
    public double[][] Axes => _axes;

    /// <summary>What one step costs, in products.</summary>
    public static long StepCost(TiltRows rows) => rows.Count * (long)(rows.Dimension + 24);

    /// <summary>A random space, or, with as many axes as there are, the whole one.</summary>
    public void Start()
    {
        for (int a = 0; a < _axes.Length; a++)
        {
            do
            {
                for (int i = 0; i < _rows.Dimension; i++) _axes[a][i] = _stream.Normal(_drawn++);
                RemoveAxes(_axes[a], a);
            }
            while (!Directions.Normalise(_axes[a]));
            _rows.Multiply(_axes[a], _parts[a]);
        }

        Measure();
    }

    /// <summary>The same least square for the first axis alone, for the first two, and so on.</summary>
    public double[] LeastSquares()
    {
        double[] least = new double[_axes.Length];
        double[] sums = new double[_rows.Count];
        for (int a = 0; a < least.Length; a++)
        {
            least[a] = double.PositiveInfinity;
            for (int j = 0; j < sums.Length; j++)
            {
                sums[j] += _parts[a][j] * _parts[a][j];
                least[a] = Math.Min(least[a], sums[j]);
            }
        }

        return least;
    }

    /// <summary>Begins with the axes of another search, as many as there are here.</summary>
    public void StartFrom(double[][] axes)
    {
        for (int a = 0; a < _axes.Length; a++)
        {
            axes[a].CopyTo(_axes[a], 0);
            _rows.Multiply(_axes[a], _parts[a]);
        }

        Measure();
    }

    /// <summary>Turns so many axes.</summary>
    public void Run(int steps, CancellationToken cancel)
    {
        if (_axes.Length == _rows.Dimension || _rows.Count == 0) return;
        double[] y = new double[_rows.Dimension];
        double most = _rows.Nearest * _rows.Nearest * (1 - 1e-9);
        for (int step = 0; step < steps && Square < most && !cancel.IsCancellationRequested; step++)
        {
            int axis = Below(_axes.Length);
            if (_axes.Length > 1) Mix(axis, (axis + 1 + Below(_axes.Length - 1)) % _axes.Length);
            if (step % 3 == 2 || !Push(axis, y))
            {
                for (int i = 0; i < y.Length; i++) y[i] = _stream.Normal(_drawn++);
                RemoveAxes(y, _axes.Length);
                if (!Directions.Normalise(y)) continue;
            }

            Turn(axis, y);
        }
    }

    private int Below(int bound) => (int)(((ulong)_stream.Word(_drawn++ << 1) * (ulong)bound) >> 32);

    private void Measure()
    {
        Array.Clear(_squares);
        foreach (double[] part in _parts)
        {
            for (int j = 0; j < part.Length; j++) _squares[j] += part[j] * part[j];
        }

        Square = double.PositiveInfinity;
        foreach (double square in _squares) Square = Math.Min(Square, square);
    }

    /// <summary>Turns two axes within U, which changes no length: so that every direction of U gets its turn.</summary>
    private void Mix(int a, int b)
    {
        (double sin, double cos) = Math.SinCos(Math.PI * _stream.Uniform(_drawn++));
        Mix(_axes[a], _axes[b], cos, sin);
        Mix(_parts[a], _parts[b], cos, sin);
    }

    private static void Mix(double[] a, double[] b, double cos, double sin)
    {
        for (int i = 0; i < a.Length; i++) (a[i], b[i]) = ((cos * a[i]) + (sin * b[i]), (cos * b[i]) - (sin * a[i]));
    }

    private void Turn(int axis, double[] y)
    {
        _rows.Multiply(y, _across);
        double[] along = _parts[axis];
        for (int j = 0; j < along.Length; j++) _rests[j] = Math.Max(0, _squares[j] - (along[j] * along[j]));
        if (_circle.Above(Square * (1 + 1e-9), _rests, along, _across) is not { } angle) return;
        (double sin, double cos) = Math.SinCos(angle);
        double least = double.PositiveInfinity;
        for (int j = 0; j < along.Length; j++)
        {
            double part = (cos * along[j]) + (sin * _across[j]);
            least = Math.Min(least, _rests[j] + (part * part));
        }

        if (least <= Square) return;
        for (int i = 0; i < y.Length; i++) _axes[axis][i] = (cos * _axes[axis][i]) + (sin * y[i]);
        RemoveOthers(axis);
        _rows.Multiply(_axes[axis], along);
        Measure();
    }

    /// <summary>A direction across U in which the neurons that lean least gain alike when an axis turns that way.</summary>
    private bool Push(int axis, double[] y)
    {
        int count = 1 + Below(Math.Min(MostPushed, _rows.Dimension - _axes.Length));
        int[] least = Least(count);
        Array.Clear(y);
        var done = new List<double[]>();
        for (int n = 0; n < least.Length; n++)
        {
            double[] u = new double[y.Length];
            _rows.CopyRow(least[n], u);
            double part = _parts[axis][least[n]];
            RemoveAxes(u, _axes.Length);
            double missing = n == 0 && Below(2) == 0 ? -1 : 1;
            missing = (missing / (Math.Abs(part) > 1e-12 ? part : 1e-12)) - Directions.Dot(u, y);
            double before = Directions.Norm(u);
            foreach (double[] q in done) Directions.Remove(q, u);
            double norm = Directions.Norm(u);
            if (!(norm > 1e-6 * before)) continue;
            for (int i = 0; i < u.Length; i++) u[i] /= norm;
            for (int i = 0; i < u.Length; i++) y[i] += missing / norm * u[i];
            done.Add(u);
        }

        RemoveAxes(y, _axes.Length);
        return Directions.Normalise(y);
    }

    /// <summary>The neurons that lean least, in order.</summary>
    private int[] Least(int count)
    {
        var queue = new PriorityQueue<int, double>();
        for (int j = 0; j < _squares.Length; j++)
        {
            if (queue.Count < count) queue.Enqueue(j, -_squares[j]);
            else if (queue.TryPeek(out _, out double largest) && _squares[j] < -largest) queue.EnqueueDequeue(j, -_squares[j]);
        }

        int[] found = new int[queue.Count];
        for (int i = found.Length - 1; i >= 0; i--) found[i] = queue.Dequeue();
        return found;
    }

    private void RemoveAxes(double[] y, int count)
    {
        // Twice, as what the first time leaves is rounding.
        for (int pass = 0; pass < 2; pass++)
        {
            for (int a = 0; a < count; a++) Directions.Remove(_axes[a], y);
        }
    }

    private void RemoveOthers(int axis)
    {
        for (int a = 0; a < _axes.Length; a++)
        {
            if (a != axis) Directions.Remove(_axes[a], _axes[axis]);
        }

        Directions.Normalise(_axes[axis]);
    }
}
