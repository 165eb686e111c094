using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Lab.Experiments.Theory;

/// <summary>
/// The three processes of Ferre' et al. on shared draws, in several input families of the same random neurons: does their order hold on every
/// path (Lemmas 4 and 5), and how does the probability that no family ends with a broken bin compare with the product (Lemmas 3 and 8)?
/// </summary>
public sealed class CoupledProcessesExperiment : Experiment<CoupledProcessesParameters>
{
    /// <summary>The largest c at which a kink above γ in the middle half of an unbroken bin surely breaks it.</summary>
    private const double ErrorShareOfGamma = 1.0 / 32;

    /// <summary>Describes the experiment.</summary>
    public CoupledProcessesExperiment()
        : base(
            "coupled-processes",
            revision: 1,
            "Broken bins, their capped count and the birth-death chain on the same random neurons, over several input families",
            [
                new Measure("unbroken", ScalarKind.Integer, "trials in which no family ends with a broken bin"),
                new Measure(
                    "unbroken-share",
                    ScalarKind.Number,
                    "share of the trials in which no family ends with a broken bin") { Share = new("unbroken", "trials") },
                Measure.OfShare("product", "Pr(B_k = 0) of the chain to the power F, what Lemmas 3 and 8 allow for that share"),
                new Measure("out-of-order", ScalarKind.Integer, "trials in which the chain is ever above min(count, T) in some family"),
                new Measure(
                    "out-of-order-as-printed",
                    ScalarKind.Integer,
                    "trials in which the chain is ever above the capped process as the paper prints it"),
                new Measure("broken-bins", ScalarKind.Number, "broken bins of a family at the end, on average"),
                new Measure("chain", ScalarKind.Number, "the chain of a family at the end, on average"),
            ])
    {
    }

    /// <inheritdoc/>
    protected override string? Objection(CoupledProcessesParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Refusal(() => Start(parameters, Masses(parameters)));
    }

    /// <inheritdoc/>
    protected override CellResult Run(CoupledProcessesParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        BinMasses masses = Masses(parameters);
        (long trials, int families) = (parameters.Trials, parameters.Families);
        var outcomes = new Outcomes();
        for (long trial = 0; trial < trials; trial++)
        {
            cancel.ThrowIfCancellationRequested();
            Path(parameters, cell, masses, trial, outcomes, cancel);
        }

        double ends = (double)trials * families;
        double product = families * Start(parameters, masses).Chain.ProbabilityOfZero(parameters.Neurons, cancel).Logarithm;
        return new CellResult(Schema)
            .With("unbroken", outcomes.Unbroken)
            .With("unbroken-share", (double)outcomes.Unbroken / trials)
            .With("product", Math.Exp(product))
            .With("out-of-order", outcomes.OutOfOrder)
            .With("out-of-order-as-printed", outcomes.OutOfOrderAsPrinted)
            .With("broken-bins", outcomes.BrokenBins / ends)
            .With("chain", outcomes.Chain / ends);
    }

    /// <summary>One set of neurons: F pairs of weights and one output coefficient each, which all families share.</summary>
    private static void Path(
        CoupledProcessesParameters parameters, Cell cell, BinMasses masses, long trial, Outcomes outcomes, CancellationToken cancel)
    {
        (int families, int neurons) = (parameters.Families, parameters.Neurons);
        RandomStream normals = cell.Stream(0);
        RandomStream uniforms = cell.Stream(1);
        ulong next = (ulong)trial * (ulong)neurons * ((2 * (ulong)families) + 1);
        ulong nextUniform = (ulong)trial * (ulong)neurons * (ulong)families;
        var processes = new CoupledProcesses[families];
        for (int i = 0; i < families; i++) processes[i] = Start(parameters, masses);
        bool outOfOrder = false;
        bool outOfOrderAsPrinted = false;
        Span<double> pair = stackalloc double[2];
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            cancel.ThrowIfCancellationRequested();
            double coefficient = normals.Normal(next++);
            foreach (CoupledProcesses process in processes)
            {
                normals.FillNormal(next, pair);
                next += 2;
                process.Add(new InputFamily(1).KinkOf(pair, coefficient), 0.5 + (0.5 * uniforms.Uniform(nextUniform++)));
                outOfOrder |= process.BirthDeath > process.Capped;
                outOfOrderAsPrinted |= process.BirthDeath > process.CappedAsPrinted;
            }
        }

        if (outOfOrder) outcomes.OutOfOrder++;
        if (outOfOrderAsPrinted) outcomes.OutOfOrderAsPrinted++;
        if (Array.TrueForAll(processes, process => process.Original == 0)) outcomes.Unbroken++;
        foreach (CoupledProcesses process in processes)
        {
            outcomes.BrokenBins += process.Original;
            outcomes.Chain += process.BirthDeath;
        }
    }

    private static BinMasses Masses(CoupledProcessesParameters parameters) => new(new Bins(parameters.Radius, parameters.BinWidth), parameters.Gamma);

    private static CoupledProcesses Start(CoupledProcessesParameters parameters, BinMasses masses) =>
        new(masses, parameters.Cap, parameters.Gamma * ErrorShareOfGamma, target: null);

    private sealed class Outcomes
    {
        public long Unbroken { get; set; }

        public long OutOfOrder { get; set; }

        public long OutOfOrderAsPrinted { get; set; }

        public double BrokenBins { get; set; }

        public double Chain { get; set; }
    }
}

/// <summary>Input families, random neurons, and the bins that they break.</summary>
public sealed record CoupledProcessesParameters
{
    /// <summary>F.</summary>
    [Parameter("F, the number of input families: half the dimension", 1, 1000)]
    public int Families { get; init; } = 2;

    /// <summary>k.</summary>
    [Parameter("k, how many random neurons are added", 0, 100_000, Suggested = "{from: 2, to: 20, step: 3}")]
    public int Neurons { get; init; } = 10;

    /// <summary>The width of a bin.</summary>
    [Parameter("the width of a bin", 0, 100, IsMinimumExcluded = true)]
    public double BinWidth { get; init; } = 0.5;

    /// <summary>R.</summary>
    [Parameter("R, the radius of the ball of inputs", 1, 1e6, IsMinimumExcluded = true)]
    public double Radius { get; init; } = 2;

    /// <summary>γ.</summary>
    [Parameter("the size of a kink that counts; a bin is broken beyond gamma/32 of its width", 0, 100, IsMinimumExcluded = true)]
    public double Gamma { get; init; } = 0.5;

    /// <summary>T.</summary>
    [Parameter("T, the most broken bins counted", 1, 1_000_000)]
    public int Cap { get; init; } = 2;

    /// <summary>Sets of random neurons.</summary>
    [Parameter("sets of random neurons in each cell", 1, 100_000_000)]
    public long Trials { get; init; } = 1000;
}
