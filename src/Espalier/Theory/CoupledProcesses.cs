namespace Espalier.Theory;

/// <summary>
/// The processes of Ferre' et al., Sections 5.3 to 5.5, of one input family on the same draws: broken bins as neurons are added, the same
/// count capped at T, and the (q, p, T) chain. The coupling is explicit: a draw that surely breaks an unbroken bin moves the chain up with
/// probability p over the probability of such a draw, a draw into a broken bin moves it down, and one further uniform number per step fills
/// up to p and q.
/// </summary>
/// <remarks>
/// The chain stays at or below the count: where the two are equal, at most T bins are broken, so that p and q bound what the count does; where
/// they differ by one, the chain's up and the count's down never happen on the same draw; and a larger distance cannot be lost in one step.
/// </remarks>
public sealed class CoupledProcesses
{
    private readonly BinMasses _masses;
    private readonly double _tolerance;
    private readonly double _up;
    private readonly double _down;
    private readonly Dictionary<int, List<Kink>> _kinks = [];
    private readonly HashSet<int> _broken = [];

    /// <summary>Starts from the mirrored target.</summary>
    /// <param name="masses">The bins, γ, and with them p and q.</param>
    /// <param name="cap">T.</param>
    /// <param name="errorShare">c: a bin is broken if no affine function is within c times the bin width.</param>
    /// <param name="target">The target's kink on this family with its sign flipped, or null if it has none.</param>
    public CoupledProcesses(BinMasses masses, int cap, double errorShare, Kink? target)
        : this(masses, cap, errorShare, target, upFactor: 1)
    {
    }

    /// <summary>The same with p multiplied by a factor: above 1 the coupling breaks.</summary>
    internal CoupledProcesses(BinMasses masses, int cap, double errorShare, Kink? target, double upFactor)
    {
        ArgumentNullException.ThrowIfNull(masses);
        if (!(errorShare > 0)) throw new InvalidInputException("c", null, $"the value is {errorShare}", "give a number above 0");
        _masses = masses;
        _tolerance = errorShare * masses.Bins.Width;
        Cap = cap;
        _up = upFactor * masses.Up(cap);
        _down = masses.Down(cap);
        if (target is { } kink) Place(kink);
        Chain = new BirthDeathChain(_up, _down, cap, Math.Min(Original, cap));
        BirthDeath = Chain.Start;
        CappedAsPrinted = Chain.Start;
    }

    /// <summary>T.</summary>
    public int Cap { get; }

    /// <summary>The chain whose law <see cref="BirthDeath"/> has; it starts where the count starts.</summary>
    public BirthDeathChain Chain { get; }

    /// <summary>B^orig: the number of broken bins.</summary>
    public int Original => _broken.Count;

    /// <summary>The capped process as the paper states it: it follows every change of <see cref="Original"/>, but stays within 0 to T.</summary>
    /// <remarks>Once the count has passed T, this process goes down with bins that it never counted; Lemma 5 does not hold for it.</remarks>
    public int CappedAsPrinted { get; private set; }

    /// <summary>min(B^orig, T): a capped process for which Lemmas 4 and 5 hold on every path.</summary>
    public int Capped => Math.Min(Original, Cap);

    /// <summary>B^bd.</summary>
    public int BirthDeath { get; private set; }

    /// <summary>How often a kink larger than γ in the middle of an unbroken bin left it unbroken: never, if c is at most γ/32 (Lemma 6).</summary>
    public int Unbreaking { get; private set; }

    /// <summary>Adds one neuron.</summary>
    /// <param name="kink">Its kink on the family, or null if it has none.</param>
    /// <param name="uniform">A uniform number in (0, 1) that nothing else uses.</param>
    public void Add(Kink? kink, double uniform)
    {
        int before = Original;
        int? bin = kink is { } drawn ? _masses.Bins.Find(drawn.Position) : null;
        bool intoBroken = bin is { } at && _broken.Contains(at);
        bool breaks = !intoBroken && bin is { } unbroken && BreaksSurely(unbroken, kink!.Value);
        int move = Move(breaks, intoBroken, uniform);
        if (kink is { } added && bin is not null) Place(added);
        if (breaks && Original == before) Unbreaking++;
        CappedAsPrinted = Math.Clamp(CappedAsPrinted + Original - before, 0, Cap);
        BirthDeath = Math.Clamp(BirthDeath + move, 0, Cap);
    }

    private bool BreaksSurely(int bin, Kink kink)
    {
        (double low, double high) = _masses.Bins.Middle(bin);
        return kink.Position >= low && kink.Position <= high && Math.Abs(kink.Jump) > _masses.Gamma;
    }

    /// <summary>
    /// The chain's step: up with probability p and down with probability q whatever the state, on draws as favourable as there are.
    /// </summary>
    private int Move(bool breaks, bool intoBroken, double uniform)
    {
        double breaking = _masses.TotalBreaking - _broken.Sum(bin => _masses.Breaking[bin]);
        double landing = _broken.Sum(bin => _masses.Landing[bin]);
        double upShare = breaking > 0 ? Math.Min(1, _up / breaking) : 1;
        double downShare = landing > 0 ? Math.Min(1, _down / landing) : 1;
        if (breaks && uniform < upShare) return 1;
        if (intoBroken && uniform < downShare) return -1;
        double used = breaks ? upShare : intoBroken ? downShare : 0;
        double rest = (uniform - used) / (1 - used);
        double left = 1 - (breaking * upShare) - (landing * downShare);
        if (rest * left < _up - (breaking * upShare)) return 1;
        return (1 - rest) * left < _down - (landing * downShare) ? -1 : 0;
    }

    private void Place(Kink kink)
    {
        if (_masses.Bins.Find(kink.Position) is not { } bin) return;
        if (!_kinks.TryGetValue(bin, out List<Kink>? kinks)) _kinks[bin] = kinks = [];
        kinks.Add(kink);
        bool broken = _masses.Bins.DistanceFromAffine(bin, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kinks)) > _tolerance;
        if (broken) _broken.Add(bin);
        else _broken.Remove(bin);
    }
}
