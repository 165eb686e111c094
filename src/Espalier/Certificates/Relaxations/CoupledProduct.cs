using System.Runtime.CompilerServices;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>An upper bound on sup ‖Σ_k e_k·l_k·(r_k·ξ)‖₂ over all |e_k| ≤ 1, l_k columns of L, r_k rows of R.</summary>
/// <remarks>
/// The first numbers of ξ, if any, are bounded together, by a Euclidean norm of 1, and the others one by one, by 1. For any t, τ &gt; 0 the
/// supremum is at most ‖L·diag(t)‖₂·‖diag(1/t)·R·diag(1/τ)‖₂·‖τ‖₂, where those together have one τ, which counts once. Where single magnitudes
/// are large but no ξ makes all of them large, that is far below their sum. t and τ are moved for a while towards those at which the singular
/// vectors of both factors agree; whatever comes of it, the norms are upper bounds.
/// </remarks>
internal sealed class CoupledProduct
{
    private const int Steps = 24;

    /// <summary>An estimate so far below what is enough needs no better scaling.</summary>
    private const double Margin = 1.05;

    /// <summary>A step multiplies by at most 1 ± this.</summary>
    private const double FirstMove = 0.3;

    private readonly double[] _left;
    private readonly double[] _right;
    private readonly int _outputs;
    private readonly int _terms;
    private readonly int _stride;
    private readonly int _together;
    private readonly double[] _t;
    private readonly double[] _tau;
    private readonly double[] _u, _v, _p, _meanU, _meanV, _meanP;
    private readonly double[] _bestT, _bestTau;
    private double _best = double.PositiveInfinity;
    private int _step;

    /// <summary>Estimates of the norms of both factors, from below.</summary>
    private double _leftNorm, _rightNorm;

    /// <summary>Takes the matrices.</summary>
    /// <param name="left">L, row by row.</param>
    /// <param name="outputs">The number of rows of L.</param>
    /// <param name="right">R, row by row, each filled up with zeros to a multiple of 8.</param>
    /// <param name="terms">The number of rows of R.</param>
    /// <param name="together">How many of the first columns stand for inputs that are bounded together, a multiple of 8.</param>
    public CoupledProduct(double[] left, int outputs, double[] right, int terms, int together)
    {
        (_left, _outputs, _right, _terms, _together) = (left, outputs, right, terms, together);
        _stride = terms == 0 ? 0 : right.Length / terms;
        _t = new double[terms];
        _tau = new double[_stride];
        (_u, _v, _p, _meanU, _meanV, _meanP) =
            (new double[terms], new double[_stride], new double[terms], new double[terms], new double[_stride], new double[terms]);
        (_bestT, _bestTau) = (new double[terms], new double[_stride]);
        Array.Fill(_v, 1);
        Array.Fill(_p, 1);
        Start();
    }

    /// <summary>Whether what is asked for seems to be reached already.</summary>
    public bool Reaches(double enough) => Margin * _best <= enough;

    private Span<double> Row(int term) => _right.AsSpan(term * _stride, _stride);

    /// <summary>The bound, rounded upward.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="enough">Less than this is not asked for.</param>
    public double Bound(int threads, double enough = 0)
    {
        if (_terms == 0) return 0;
        if (!Reaches(enough) || !(Margin * Settled() <= enough))
        {
            Balance(Steps);
            Settled();
        }

        return Certified(threads, enough);
    }

    /// <summary>
    /// A t that suits the matrix, and ‖diag(1/t)·R·diag(1/τ)‖₂·‖τ‖₂ rounded upward: times ‖L·diag(t)‖₂ that bounds what R comes to behind any L.
    /// </summary>
    public (double[] Scale, double Factor) Scaled(int steps, int threads)
    {
        Balance(steps);
        Best();
        return (_t, RightCertified(threads, 0));
    }

    private void Best()
    {
        _bestT.CopyTo(_t, 0);
        _bestTau.CopyTo(_tau, 0);
    }

    /// <summary>Goes back to the best t and τ and comes nearer to their norms; returns about what the bound is.</summary>
    private double Settled()
    {
        Best();
        Power(16, new double[_stride], new double[_outputs]);
        return _leftNorm * _rightNorm * Math.Sqrt(TauSquare());
    }

    /// <summary>By Schur's test, no bound from here is above the sum of single magnitudes.</summary>
    private void Start()
    {
        double ball = 0;
        for (int k = 0; k < _terms; k++)
        {
            double column = Math.Sqrt(ColumnSquare(k)), length = Math.Sqrt(PaddedRows.SquareSum(Row(k)[.._together]));
            double size = length + PaddedRows.AbsoluteSum(Row(k)[_together..]);
            _t[k] = column > 0 && size > 0 ? Math.Sqrt(size / column) : 0;
            ball += column * length;
            PaddedRows.AddAbsolute(column, Row(k)[_together..], _tau.AsSpan(_together));
        }

        _tau.AsSpan(0, _together).Fill(ball);
        for (int i = 0; i < _stride; i++) _tau[i] = Math.Sqrt(_tau[i]);
    }

    /// <summary>‖τ‖₂², in which those together count once.</summary>
    private double TauSquare()
    {
        double sum = _together > 0 ? _tau[0] * _tau[0] : 0;
        for (int i = _together; i < _stride; i++) sum += _tau[i] * _tau[i];
        return sum;
    }

    /// <summary>Whether no output reads a term.</summary>
    private bool IsUnused(int term)
    {
        for (int o = 0; o < _outputs; o++)
            if (_left[(o * _terms) + term] != 0) return false;
        return true;
    }

    /// <summary>Whether a number that is not 0 has become 0.</summary>
    private static bool HasVanished(ReadOnlySpan<double> numbers, ReadOnlySpan<double> scaled)
    {
        for (int i = 0; i < numbers.Length; i++)
            if (scaled[i] == 0 && numbers[i] != 0) return true;
        return false;
    }

    private double ColumnSquare(int term)
    {
        double sum = 0;
        for (int o = 0; o < _outputs; o++) sum += _left[(o * _terms) + term] * _left[(o * _terms) + term];
        return sum;
    }

    /// <summary>Some steps; returns about what the bound would be, at best.</summary>
    public double Balance(int steps)
    {
        double[] scaled = new double[_stride], image = new double[_outputs];
        for (int end = _step + steps; _step < end; _step++)
        {
            Power(_step == 0 ? 6 : 2, scaled, image);
            Remember();
            double move = FirstMove / (1 + (0.1 * _step));
            double all = TauSquare();
            for (int k = 0; k < _terms; k++)
            {
                _meanU[k] = (0.7 * _meanU[k]) + (0.3 * _u[k] * _u[k]);
                _meanP[k] = (0.7 * _meanP[k]) + (0.3 * _p[k] * _p[k]);
                _t[k] *= 1 + (move * (_meanU[k] - _meanP[k]) / (_meanU[k] + _meanP[k] + 1e-30));
            }

            double together = 0;
            for (int i = 0; i < _together; i++) together += _v[i] * _v[i];
            if (_together > 0) _tau.AsSpan(0, _together).Fill(Moved(0, together, move, all));
            for (int i = _together; i < _stride; i++) _tau[i] = Moved(i, _v[i] * _v[i], move, all);
        }

        Power(4, scaled, image);
        Remember();
        return _best;
    }

    /// <summary>Keeps t and τ if they are the best so far, as far as the norms are known.</summary>
    private void Remember()
    {
        double about = _leftNorm * _rightNorm * Math.Sqrt(TauSquare());
        if (!(about < _best)) return;
        _best = about;
        _t.CopyTo(_bestT, 0);
        _tau.CopyTo(_bestTau, 0);
    }

    private double Moved(int column, double weight, double move, double all)
    {
        double share = all > 0 ? _tau[column] * _tau[column] / all : 0;
        _meanV[column] = (0.7 * _meanV[column]) + (0.3 * weight);
        return _tau[column] * (1 + (move * (_meanV[column] - share) / (_meanV[column] + share + 1e-30)));
    }

    private void Power(int times, double[] scaled, double[] image)
    {
        for (int i = 0; i < times; i++)
        {
            _rightNorm = RightPower(_v, _u, scaled);
            _leftNorm = LeftPower(_p, image);
        }
    }

    /// <summary>One step of power iteration of diag(1/t)·R·diag(1/τ): v becomes a unit vector, u the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double RightPower(double[] v, double[] u, double[] scaled)
    {
        for (int i = 0; i < v.Length; i++) scaled[i] = _tau[i] > 0 ? v[i] / _tau[i] : 0;
        for (int k = 0; k < u.Length; k++) u[k] = _t[k] > 0 ? PaddedRows.Product(Row(k), scaled) / _t[k] : 0;
        Normalise(u);
        Array.Clear(v);
        for (int k = 0; k < u.Length; k++)
            if (_t[k] > 0) PaddedRows.AddScaled(u[k] / _t[k], Row(k), v);
        for (int i = 0; i < v.Length; i++) v[i] = _tau[i] > 0 ? v[i] / _tau[i] : 0;
        return Normalise(v);
    }

    private double LeftPower(double[] p, double[] image)
    {
        for (int o = 0; o < image.Length; o++)
        {
            image[o] = 0;
            for (int k = 0; k < p.Length; k++) image[o] += _left[(o * _terms) + k] * _t[k] * p[k];
        }

        for (int k = 0; k < p.Length; k++)
        {
            p[k] = 0;
            for (int o = 0; o < image.Length; o++) p[k] += _left[(o * _terms) + k] * image[o];
            p[k] *= _t[k];
        }

        return Math.Sqrt(Normalise(p));
    }

    private static double Normalise(double[] vector)
    {
        double squares = 0;
        foreach (double value in vector) squares += value * value;
        if (!(squares > 0) || !double.IsFinite(squares)) return 0;
        double length = Math.Sqrt(squares);
        for (int i = 0; i < vector.Length; i++) vector[i] /= length;
        return length;
    }

    private double Certified(int threads, double enough)
    {
        var left = new double[_left.Length];
        for (int i = 0; i < left.Length; i++) left[i] = _left[i] * _t[i % _terms];
        double leftNorm = Widened(left, UpperNorms.Spectral(left, _outputs, _terms, threads));
        double bound = Outward.MultiplyUp(leftNorm, RightCertified(threads, leftNorm > 0 ? enough / leftNorm : 0));
        return double.IsNaN(bound) ? double.PositiveInfinity : bound;
    }

    /// <summary>‖diag(1/t)·R·diag(1/τ)‖₂·‖τ‖₂, rounded upward.</summary>
    private double RightCertified(int threads, double enough)
    {
        var right = new double[_right.Length];
        var inverse = new double[_stride];
        for (int i = 0; i < _stride; i++) inverse[i] = _tau[i] > 0 ? 1 / _tau[i] : 0;
        for (int k = 0; k < _terms; k++)
        {
            Span<double> row = right.AsSpan(k * _stride, _stride);
            PaddedRows.Multiply(Row(k), inverse, row);
            PaddedRows.Scale(_t[k] > 0 ? 1 / _t[k] : 0, row, row);
            if (HasVanished(Row(k), row) && !IsUnused(k)) return double.PositiveInfinity;
        }

        double tauNorm = UpperNorms.Euclidean(_tau.AsSpan(Math.Max(_together - 1, 0)));
        double rightEnough = tauNorm > 0 ? enough / tauNorm : 0;
        double norm = Widened(right, UpperNorms.SpectralNear(right, _terms, _stride, rightEnough, threads));
        return Outward.MultiplyUp(tauNorm, norm);
    }

    /// <summary>Every number of a scaled matrix misses by a few roundings of its own, which the Frobenius norm bounds.</summary>
    private static double Widened(double[] matrix, double norm) =>
        Outward.AddUp(Outward.AddUp(norm, Outward.MultiplyUp(8 * Rounding.Unit, UpperNorms.Euclidean(matrix))), Rounding.UnderflowUnderRoot);
}
