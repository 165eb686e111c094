using System.Collections.Immutable;
using Espalier.Numerics;

namespace Espalier.Certificates.Conditions;

/// <summary>Whether a condition on two networks can be met.</summary>
public enum DecisionAnswer
{
    /// <summary>A witness meets it.</summary>
    Satisfiable,

    /// <summary>No input meets it.</summary>
    Unsatisfiable,

    /// <summary>Neither is proved.</summary>
    Unknown,
}

/// <summary>What is proved about a condition on two networks.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Witness">Inputs that meet the condition in exact arithmetic, where there is an answer of that kind.</param>
/// <param name="Method">How it was found, in one phrase.</param>
/// <param name="Pieces">How many pieces of the domain were bounded.</param>
/// <param name="IsCancelled">Whether the work was cancelled before it ended.</param>
public sealed record Decision(DecisionAnswer Answer, ConditionWitness? Witness, string Method, long Pieces, bool IsCancelled);

/// <summary>Inputs of two networks at which a condition holds, checked in exact arithmetic at these very decimals.</summary>
/// <param name="InputsA">The inputs of A.</param>
/// <param name="InputsB">The inputs of B.</param>
/// <param name="OutputsA">The outputs of A, each rounded to a float64 near it.</param>
/// <param name="OutputsB">The outputs of B.</param>
public sealed record ConditionWitness(
    ImmutableArray<ExactDecimal> InputsA, ImmutableArray<ExactDecimal> InputsB, ImmutableArray<double> OutputsA, ImmutableArray<double> OutputsB);
