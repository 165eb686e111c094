using Espalier.Certificates.Exact;
using Espalier.Certificates.Steps;
using Espalier.Graphs;

namespace Espalier.Certificates;

/// <summary>Two networks A and B with the same number of inputs and outputs, in the form in which they are compared.</summary>
public sealed class NetworkPair
{
    private const string First = "first network";
    private const string Second = "second network";
    private const long MostExactWork = 1L << 26;

    private readonly Lazy<PairGraph> _together;
    private readonly Lazy<CloseDifference> _close;

    /// <summary>Brings two networks into their common form; nothing is rounded.</summary>
    /// <exception cref="InvalidInputException">Their shapes differ, a layer is not supported, or a weight is not finite.</exception>
    public NetworkPair(Network a, Network b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        RequireSame("inputs", a.InputShape, b.InputShape);
        RequireSame("outputs", a.OutputShape, b.OutputShape);
        A = a;
        B = b;
        StepsA = StepGraph.Of(a, First);
        StepsB = StepGraph.Of(b, Second);
        _together = new Lazy<PairGraph>(() => PairGraph.Of(StepsA, StepsB));
        _close = new Lazy<CloseDifference>(() => new CloseDifference(this));
    }

    /// <summary>Two networks as steps.</summary>
    internal NetworkPair(Network a, Network b, StepGraph stepsA, StepGraph stepsB)
    {
        A = a;
        B = b;
        StepsA = stepsA;
        StepsB = stepsB;
        _together = new Lazy<PairGraph>(() => PairGraph.Of(StepsA, StepsB));
        _close = new Lazy<CloseDifference>(() => new CloseDifference(this));
    }

    /// <summary>The first network.</summary>
    public Network A { get; }

    /// <summary>The second network.</summary>
    public Network B { get; }

    /// <summary>The number of inputs.</summary>
    public int Inputs => StepsA.Inputs;

    /// <summary>The number of outputs.</summary>
    public int Outputs => StepsA.Outputs;

    /// <summary>The first network as affine steps and ReLUs.</summary>
    internal StepGraph StepsA { get; }

    /// <summary>The second network as affine steps and ReLUs.</summary>
    internal StepGraph StepsB { get; }

    /// <summary>Whether a network holds curves: no whole numbers follow them.</summary>
    internal bool IsCurved => StepsA.IsCurved || StepsB.IsCurved;

    /// <summary>Whether values at a point are found exactly: without curves, and with so few products that it takes seconds.</summary>
    internal bool IsExact => !IsCurved && StepsA.Work + StepsB.Work <= MostExactWork;

    /// <summary>Whether values at a point are found in twice the digits of float64: there are no curves, but too many products.</summary>
    internal bool IsClose => !IsCurved && !IsExact;

    /// <summary>The difference at a point where <see cref="IsClose"/>.</summary>
    internal CloseDifference Close => _close.Value;

    /// <summary>Both, step by step.</summary>
    internal PairGraph Together => _together.Value;

    /// <summary>Both, step by step, as far as a question asks for their outputs.</summary>
    internal PairGraph StepsFor(DifferenceQuestion question) => question.Output is { } output ? Together.ForOutput(output) : Together;

    /// <summary>Checks that a question fits this pair.</summary>
    /// <exception cref="InvalidInputException">The domain has another dimension, or there is no such output.</exception>
    public void Require(DifferenceQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (question.Domain.Dimension != Inputs)
            throw new InvalidInputException(
                "domain",
                null,
                $"it has {question.Domain.Dimension} dimensions but the networks have {Inputs} inputs",
                "give one number for each input");
        if (question.Output is { } output && (output < 0 || output >= Outputs))
            throw new InvalidInputException("output", null, $"there is no output {output}", $"give a number from 0 to {Outputs - 1}");
    }

    private static void RequireSame(string what, Shape a, Shape b)
    {
        if (a.Length != b.Length)
            throw new InvalidInputException(
                Second, null, $"its {what} are {b} but those of the {First} are {a}", "compare networks with the same number of inputs and outputs");
    }
}
