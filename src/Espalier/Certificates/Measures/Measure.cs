using Espalier.Certificates.Exact;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Witnesses;

namespace Espalier.Certificates.Measures;

/// <summary>One number made of the difference of two networks at an input; its supremum over the inputs is what is looked for.</summary>
internal abstract record Measure
{
    /// <summary>What it is at least, whatever the networks.</summary>
    public abstract double Floor { get; }

    /// <summary>An upper bound over a piece of the domain, read off the forms of the difference.</summary>
    public abstract OutputBound Bound(DifferencePass pass, int outputs, BallCut? cut);

    /// <summary>A lower bound where the difference of every output is enclosed.</summary>
    public abstract double Least(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper);

    /// <summary>The exact value, rounded down.</summary>
    public abstract double Down(ExactVector difference);

    /// <summary>How many linear functions a search follows: the one that touches the measure at the start, and others.</summary>
    public abstract int Variants(int outputs);

    /// <summary>The measure for a search; with a variant above 0 it is bound to a linear function of its own.</summary>
    public abstract Functional Functional(int outputs, int variant);
}
