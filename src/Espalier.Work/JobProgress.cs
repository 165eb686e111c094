using Espalier.Work.Training;

namespace Espalier.Work;

/// <summary>How far a job is, as a bar, a page or a log can show it.</summary>
/// <param name="Stage">What is being done, in a few words: a job goes through one or several stages.</param>
/// <param name="Part">The part of the stage that is done, from 0 to 1; negative where it is not known and the last one stands.</param>
/// <param name="Words">More in words, such as the bounds so far, or null. Work that describes itself may have resumed in the middle.</param>
public readonly record struct JobProgress(string Stage, double Part, string? Words = null)
{
    /// <summary>What is known of the number that is looked for, where work closes in on one from both sides.</summary>
    public JobBounds? Bounds { get; init; }

    /// <summary>The epoch that has just ended, where work trains.</summary>
    public TimedEpoch? Epoch { get; init; }
}

/// <summary>A number lies between these.</summary>
/// <param name="Lower">At least.</param>
/// <param name="Upper">At most.</param>
public readonly record struct JobBounds(double Lower, double Upper);
