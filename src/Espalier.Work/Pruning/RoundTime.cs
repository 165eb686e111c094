namespace Espalier.Work.Pruning;

/// <summary>What one call took in one round of timing.</summary>
/// <param name="Milliseconds">By the clock.</param>
/// <param name="ProcessorMilliseconds">Of all cores together.</param>
internal readonly record struct RoundTime(double Milliseconds, double ProcessorMilliseconds)
{
    /// <summary>Where threads wait for a busy machine, repeated calls take far longer than one did: then fewer are enough.</summary>
    private const double MostSeconds = 0.05;

    /// <summary>Calls between two looks at the clock.</summary>
    private const int Glance = 8;

    /// <summary>Calls at least once, and until it was often enough or took long enough.</summary>
    /// <param name="call">What is timed.</param>
    /// <param name="most">The most calls.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="processor">The processor's time so far.</param>
    public static RoundTime Of(Action call, int most, TimeProvider clock, Func<TimeSpan> processor)
    {
        long start = clock.GetTimestamp();
        TimeSpan used = processor();
        int done = 0;
        do
        {
            call();
            done++;
        }
        while (done < most && (done % Glance != 0 || clock.GetElapsedTime(start).TotalSeconds < MostSeconds));
        double busy = (processor() - used).TotalMilliseconds;
        return new(clock.GetElapsedTime(start).TotalMilliseconds / done, busy / done);
    }

    /// <summary>The ratio of two: of the processor's time where that has moved in both, else of the clock's; 1 where neither has.</summary>
    public double RelativeTo(in RoundTime other) =>
        (ProcessorMilliseconds > 0 && other.ProcessorMilliseconds > 0) ? ProcessorMilliseconds / other.ProcessorMilliseconds
        : Milliseconds > 0 && other.Milliseconds > 0 ? Milliseconds / other.Milliseconds
        : 1;
}
