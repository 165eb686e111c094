namespace Espalier.Neurons.Refits;

/// <summary>Linear Chebyshev approximation on a growing set of points: the coefficients c with the smallest max |r_i − ⟨c, a_i⟩|.</summary>
/// <remarks>
/// Exchange of one point of the reference at a time (E. Stiefel, 1959), as the simplex method on the dual problem: weights λ on
/// signed points with Σ λ = 1 and Σ ± λ a = 0. A new point is a new column, so the last reference stays a start. Coefficients
/// are kept within a box by the same means by which the first reference is found: a slack for each equation, at a price.
/// </remarks>
internal sealed class ChebyshevFit
{
    private const int PivotsPerInversion = 64;
    private const double LeastPivot = 1e-9;

    /// <summary>A weight that is as good as 0.</summary>
    private const double Negligible = 1e-13;

    private readonly int _count;
    private readonly int _size;
    private readonly double _box;
    private readonly List<double[]> _features = [];
    private readonly List<double> _values = [];
    private readonly Column[] _reference;
    private readonly double[] _inverse;
    private readonly double[] _duals;
    private readonly double[] _direction;

    /// <summary>Begins with no point.</summary>
    /// <param name="count">The number of coefficients.</param>
    /// <param name="box">No coefficient becomes larger than this.</param>
    public ChebyshevFit(int count, double box)
    {
        _count = count;
        _size = count + 1;
        _box = box;
        _reference = new Column[_size];
        _inverse = new double[_size * _size];
        _duals = new double[_size];
        _direction = new double[_size];
    }

    /// <summary>The best coefficients at the points so far.</summary>
    public ReadOnlySpan<double> Coefficients => _duals.AsSpan(0, _count);

    /// <summary>The largest difference that they leave at the points.</summary>
    public double Level => _duals[_count];

    /// <summary>The reference: points, and weights λ with their signs.</summary>
    public IEnumerable<(int Point, double Weight)> Weights => Corrected(new double[_count]);

    /// <summary>The reference with weights corrected for what they were found to leave in each equation.</summary>
    public IEnumerable<(int Point, double Weight)> Corrected(double[] excess)
    {
        for (int i = 0; i < _size; i++)
        {
            if (!_reference[i].IsPoint) continue;
            double weight = _inverse[(i * _size) + _count] - Directions.Dot(_inverse.AsSpan(i * _size, _count), excess);
            if (weight > 0) yield return (_reference[i].Index, _reference[i].Sign * weight);
        }
    }

    public void Add(double[] features, double value)
    {
        _features.Add(features);
        _values.Add(value);
        if (_features.Count == 1) Begin();
    }

    /// <summary>Exchanges points until no point differs by more than the reference does, or the pivots are used up.</summary>
    public void Solve(int mostPivots)
    {
        for (int pivot = 0; pivot < mostPivots; pivot++)
        {
            if (pivot % PivotsPerInversion == 0 && !Invert())
            {
                // Rounding made the reference dependent: begin anew, from slacks, which never are.
                Begin();
                Invert();
            }

            Price();
            if (Violated() is not { } entering || !Exchange(entering)) return;
        }

        Price();
    }

    private void Begin()
    {
        double sign = _values[0] < 0 ? -1 : 1;
        for (int j = 0; j < _count; j++) _reference[j] = new Column(false, j, sign * _features[0][j] > 0 ? -1 : 1);
        _reference[_count] = new Column(true, 0, sign);
    }

    private double Share(int row) => Math.Max(0, _inverse[(row * _size) + _count]);

    private double Entry(Column column, int row) => column.IsPoint
        ? row == _count ? 1 : column.Sign * _features[column.Index][row]
        : row == column.Index ? column.Sign : 0;

    private double Gain(Column column) => column.IsPoint ? column.Sign * _values[column.Index] : -_box;

    private void Price()
    {
        _duals.AsSpan().Clear();
        for (int i = 0; i < _size; i++)
        {
            double gain = Gain(_reference[i]);
            for (int j = 0; j < _size; j++) _duals[j] += gain * _inverse[(i * _size) + j];
        }
    }

    private Column? Violated()
    {
        double most = 0;
        Column? entering = null;
        double scale = 0;
        for (int k = 0; k < _features.Count; k++)
        {
            double rest = _values[k] - Directions.Dot(Coefficients, _features[k]);
            scale = Math.Max(scale, Math.Abs(_values[k]));
            if (Math.Abs(rest) - Level <= most) continue;
            most = Math.Abs(rest) - Level;
            entering = new Column(true, k, rest < 0 ? -1 : 1);
        }

        if (most > (1e-11 * Math.Abs(Level)) + (1e-15 * scale)) return entering;
        for (int j = 0; j < _count; j++)
        {
            if (Math.Abs(_duals[j]) > _box * (1 + 1e-9)) return new Column(false, j, _duals[j] < 0 ? 1 : -1);
        }

        return null;
    }

    /// <summary>Takes a column into the reference, in the place of the one whose weight vanishes first.</summary>
    private bool Exchange(Column entering)
    {
        for (int i = 0; i < _size; i++)
        {
            double sum = 0;
            for (int j = 0; j < _size; j++) sum += _inverse[(i * _size) + j] * Entry(entering, j);
            _direction[i] = sum;
        }

        int leaving = Leaving();
        if (leaving < 0) return false;
        _reference[leaving] = entering;
        Span<double> pivot = _inverse.AsSpan(leaving * _size, _size);
        for (int j = 0; j < _size; j++) pivot[j] /= _direction[leaving];
        for (int i = 0; i < _size; i++)
        {
            if (i == leaving || _direction[i] == 0) continue;
            for (int j = 0; j < _size; j++) _inverse[(i * _size) + j] -= _direction[i] * pivot[j];
        }

        return true;
    }

    /// <summary>The row whose weight vanishes first; of those that vanish at nearly the same time, the one with the largest pivot.</summary>
    private int Leaving()
    {
        double first = double.PositiveInfinity;
        for (int i = 0; i < _size; i++)
        {
            if (_direction[i] > LeastPivot) first = Math.Min(first, (Share(i) + Negligible) / _direction[i]);
        }

        int leaving = -1;
        for (int i = 0; i < _size; i++)
        {
            if (_direction[i] > LeastPivot && Share(i) / _direction[i] <= first && (leaving < 0 || _direction[i] > _direction[leaving])) leaving = i;
        }

        return leaving;
    }

    /// <summary>Inverts the reference anew, so that rounding does not add up (Gauss and Jordan, largest pivot of a column).</summary>
    private bool Invert()
    {
        double[] work = new double[_size * _size];
        _inverse.AsSpan().Clear();
        for (int i = 0; i < _size; i++)
        {
            for (int j = 0; j < _size; j++) work[(i * _size) + j] = Entry(_reference[j], i);
            _inverse[(i * _size) + i] = 1;
        }

        for (int column = 0; column < _size; column++)
        {
            int best = column;
            for (int i = column + 1; i < _size; i++)
            {
                if (Math.Abs(work[(i * _size) + column]) > Math.Abs(work[(best * _size) + column])) best = i;
            }

            if (!(Math.Abs(work[(best * _size) + column]) > LeastPivot * LeastPivot)) return false;
            Swap(work, column, best);
            Swap(_inverse, column, best);
            Eliminate(work, column);
        }

        return true;
    }

    private void Eliminate(double[] work, int column)
    {
        double scale = 1 / work[(column * _size) + column];
        for (int j = 0; j < _size; j++)
        {
            work[(column * _size) + j] *= scale;
            _inverse[(column * _size) + j] *= scale;
        }

        for (int i = 0; i < _size; i++)
        {
            double factor = work[(i * _size) + column];
            if (i == column || factor == 0) continue;
            for (int j = 0; j < _size; j++)
            {
                work[(i * _size) + j] -= factor * work[(column * _size) + j];
                _inverse[(i * _size) + j] -= factor * _inverse[(column * _size) + j];
            }
        }
    }

    private void Swap(double[] matrix, int a, int b)
    {
        if (a == b) return;
        for (int j = 0; j < _size; j++) (matrix[(a * _size) + j], matrix[(b * _size) + j]) = (matrix[(b * _size) + j], matrix[(a * _size) + j]);
    }

    /// <summary>A signed point, or the slack of one equation.</summary>
    private readonly record struct Column(bool IsPoint, int Index, double Sign);
}
