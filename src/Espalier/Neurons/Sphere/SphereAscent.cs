namespace Espalier.Neurons.Sphere;

/// <summary>Finds large |h| on the unit sphere by steps towards the gradient, from many starts; remembers the best.</summary>
internal sealed class SphereAscent
{
    private const int MostSteps = 60;

    private readonly Pieces _pieces;
    private readonly double[] _x;
    private readonly double[] _gradient;
    private readonly double[] _trial;

    public SphereAscent(Pieces pieces)
    {
        _pieces = pieces;
        _x = new double[pieces.Dimension];
        _gradient = new double[pieces.Dimension];
        _trial = new double[pieces.Dimension];
        Witness = Directions.Axis(pieces.Dimension);
        Best = Math.Abs(pieces.Value(Witness));
    }

    /// <summary>The unit vector with the largest |h| so far.</summary>
    public double[] Witness { get; }

    /// <summary>|h| there, in plain float64.</summary>
    public double Best { get; private set; }

    /// <summary>Starts from every ±v_k.</summary>
    public void FromPieces()
    {
        for (int k = 0; k < _pieces.Count; k++)
        {
            _pieces.Vector(k).CopyTo(_x);
            Climb(_x);
            for (int i = 0; i < _x.Length; i++) _x[i] = -_pieces.Vector(k)[i];
            Climb(_x);
        }
    }

    /// <summary>Starts from a vector that already looks good, if it does.</summary>
    public void Offer(ReadOnlySpan<double> x)
    {
        if (!(Math.Abs(_pieces.Value(x)) > 0.8 * Best)) return;
        x.CopyTo(_x);
        Climb(_x);
    }

    /// <summary>Climbs from a vector, which need not have norm 1, and returns the |h| reached.</summary>
    public double Climb(Span<double> x)
    {
        if (!Directions.Normalise(x)) return 0;
        double value = Math.Abs(_pieces.Value(x));
        double step = 1;
        for (int i = 0; i < MostSteps && step > 1e-9; i++)
        {
            Gradient(x);
            double reached = Step(x, step);
            if (reached > value)
            {
                _trial.CopyTo(x);
                if (reached <= value * (1 + 1e-15)) break;
                value = reached;
                step = Math.Min(1, 2 * step);
            }
            else
            {
                step *= 0.3;
            }
        }

        if (value <= Best) return value;
        Best = value;
        x.CopyTo(Witness);
        return value;
    }

    /// <summary>
    /// Moves the best vector to where it seems to lie: on the planes ⟨v_k, x⟩ = 0 that it is next to. In their intersection h is
    /// linear, and its gradient there is the vector sought. Steps only come near a peak on such a ridge.
    /// </summary>
    public void Polish()
    {
        foreach (double near in (ReadOnlySpan<double>)[1e-4, 1e-6, 1e-8])
        {
            Gradient(Witness);
            var normals = new List<double[]>();
            for (int k = 0; k < _pieces.Count && normals.Count + 1 < _x.Length; k++)
            {
                double[] v = _pieces.Vector(k).ToArray();
                if (!Directions.Normalise(v) || Math.Abs(Directions.Dot(v, Witness)) > near) continue;
                foreach (double[] normal in normals) Directions.Remove(normal, v);
                if (Directions.Norm(v) < 1e-6) continue;
                Directions.Normalise(v);
                normals.Add(v);
            }

            foreach (double[] normal in normals) Directions.Remove(normal, _gradient);
            if (!Directions.Normalise(_gradient)) continue;
            double value = Math.Abs(_pieces.Value(_gradient));
            if (value <= Best) continue;
            Best = value;
            _gradient.CopyTo(Witness, 0);
        }
    }

    /// <summary>The unit gradient of |h|.</summary>
    private void Gradient(ReadOnlySpan<double> x)
    {
        _gradient.AsSpan().Clear();
        double sum = 0;
        for (int k = 0; k < _pieces.Count; k++)
        {
            ReadOnlySpan<double> v = _pieces.Vector(k);
            double dot = Directions.Dot(v, x);
            if (!(dot > 0)) continue;
            sum += _pieces.Signs[k] * dot;
            for (int i = 0; i < v.Length; i++) _gradient[i] += _pieces.Signs[k] * v[i];
        }

        Directions.Normalise(_gradient);
        if (sum >= 0) return;
        for (int i = 0; i < _gradient.Length; i++) _gradient[i] = -_gradient[i];
    }

    /// <summary>Moves a share of the way to the gradient and back to the sphere.</summary>
    private double Step(ReadOnlySpan<double> x, double share)
    {
        for (int i = 0; i < _trial.Length; i++) _trial[i] = ((1 - share) * x[i]) + (share * _gradient[i]);
        return Directions.Normalise(_trial) ? Math.Abs(_pieces.Value(_trial)) : 0;
    }
}
