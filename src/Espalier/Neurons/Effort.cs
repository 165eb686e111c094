namespace Espalier.Neurons;

/// <summary>
/// The work a search has done and may do, counted in units that mean the same on every machine, and whether its caller wants it to stop.
/// </summary>
/// <remarks>A unit is one partial subset or one flip looked at, or as much other work: about a tenth of a microsecond.</remarks>
internal sealed class Effort(long most, IProgress<NeuronSubsetProgress>? progress, CancellationToken cancel)
{
    private const long UnitsPerReport = 1 << 20;

    private long _reported;
    private double _error = double.PositiveInfinity;
    private double _bound;

    /// <summary>No limit and nobody to report to.</summary>
    public static Effort Unlimited(CancellationToken cancel = default) => new(long.MaxValue, null, cancel);

    public CancellationToken Cancellation => cancel;

    public long Done { get; private set; }

    /// <summary>Whether the search has to stop. Only <see cref="CancellationToken"/> makes this depend on the clock.</summary>
    public bool IsSpent => Done >= most || cancel.IsCancellationRequested;

    /// <summary>The units that may still be done.</summary>
    public long Left => Math.Max(0, most - Done);

    public void Spend(long units)
    {
        Done += units;
        if (progress is not null && Done - _reported >= UnitsPerReport) Report();
    }

    /// <summary>Says what is known now: the error of the best subset, and what none goes below.</summary>
    public void Tell(double error, double bound)
    {
        if (error >= _error && bound <= _bound) return;
        _error = Math.Min(_error, error);
        _bound = Math.Max(_bound, bound);
        if (progress is not null) Report();
    }

    private void Report()
    {
        _reported = Done;
        progress!.Report(new NeuronSubsetProgress(_error, Math.Min(_bound, _error), Done));
    }
}
