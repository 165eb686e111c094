namespace Espalier.Work;

/// <summary>What an answer amounts to.</summary>
public enum Ending
{
    /// <summary>It worked, or it holds.</summary>
    Holds = 0,

    /// <summary>A clean negative answer: not certified, infeasible, mismatch.</summary>
    Negative = 1,

    /// <summary>The best until the work was cancelled.</summary>
    CutShort = 2,
}

/// <summary>An answer and what it amounts to.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Ending">Whether it holds.</param>
public sealed record Outcome<TAnswer>(TAnswer Answer, Ending Ending)
    where TAnswer : notnull;

/// <summary>Makes outcomes.</summary>
public static class Outcome
{
    /// <summary>An outcome; one that was cut short is neither positive nor negative.</summary>
    public static Outcome<TAnswer> Of<TAnswer>(TAnswer answer, bool holds = true, bool cutShort = false)
        where TAnswer : notnull => new(answer, cutShort ? Ending.CutShort : holds ? Ending.Holds : Ending.Negative);
}
