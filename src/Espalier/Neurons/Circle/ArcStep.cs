namespace Espalier.Neurons.Circle;

/// <summary>The decision about one line at an end of a stretch of the half-circle: remove its neuron or keep it.</summary>
/// <remarks>
/// What a choice does to |h| is known exactly at the next direction. At a few directions further on it is known up to what the
/// lines in between can do, kept or removed: that already shows many choices to be dead ends.
/// </remarks>
internal readonly struct ArcStep
{
    private readonly HalfCircle.Line _line;
    private readonly HalfCircle.Strip[] _ahead;
    private readonly bool _left;

    // Sums at the start of the half-circle are counted there, where lines before it appear once more at its end.
    private readonly double _signAtStart;
    private readonly bool _activeAtStart;

    public ArcStep(HalfCircle circle, int index, bool left)
    {
        _line = circle.At(index);
        _ahead = circle.Ahead(index, left);
        _left = left;
        _signAtStart = index < 0 ? -1 : 1;
        _activeAtStart = _line.ActiveBefore != index < 0;
    }

    public bool MayKeep => _line.Neuron != HalfCircle.NoLine;

    public bool MayRemove => _line.Neuron != HalfCircle.TargetLine;

    /// <summary>Makes the choice with the line removed, and returns whether it can stay within the level.</summary>
    public bool Remove(ref ArcState from, ref ArcState to, double level) => Narrow(ref from, ref to, 0, 0, level);

    /// <summary>Makes the choice with the line kept, and returns whether it can stay within the level.</summary>
    public bool Keep(ref ArcState from, ref ArcState to, double level)
    {
        if (!Narrow(ref from, ref to, _line.ChangeX, _line.ChangeY, level)) return false;
        if (_left)
        {
            to.LeftX += _line.ChangeX;
            to.LeftY += _line.ChangeY;
        }
        else
        {
            to.RightX += _line.ChangeX;
            to.RightY += _line.ChangeY;
        }

        if (_activeAtStart)
        {
            to.ActiveX += _signAtStart * _line.ChangeX;
            to.ActiveY += _signAtStart * _line.ChangeY;
        }
        else
        {
            to.SilentX += _signAtStart * _line.ChangeX;
            to.SilentY += _signAtStart * _line.ChangeY;
        }

        if (_line.Neuron >= 0) to.Mask |= UInt128.One << _line.Bit;
        return true;
    }

    /// <summary>Copies a choice and cuts its polygon; what cannot stay is hardly ever copied.</summary>
    private bool Narrow(ref ArcState from, ref ArcState to, double changeX, double changeY, double level)
    {
        double x = _left ? -(from.LeftX + changeX) : from.RightX + changeX;
        double y = _left ? -(from.LeftY + changeY) : from.RightY + changeY;
        ref Polygon polygon = ref from.Gradients;
        bool isCopied = false;
        foreach (ref readonly HalfCircle.Strip strip in _ahead.AsSpan())
        {
            double known = (x * strip.X) + (y * strip.Y);
            double low = -level - known - strip.High, high = level - known - strip.Low;
            (double Least, double Most) reach = polygon.Reach(strip.X, strip.Y);
            if (reach.Least > high || reach.Most < low) return false;
            if (reach.Least >= low && reach.Most <= high) continue;
            if (!isCopied)
            {
                to = from;
                polygon = ref to.Gradients;
                isCopied = true;
            }

            polygon.CutStrip(strip.X, strip.Y, low, high, reach);
            if (polygon.IsEmpty) return false;
        }

        if (!isCopied) to = from;
        return true;
    }
}
