namespace Espalier.Web.Jobs;

/// <summary>
/// Tells a page that ticks whether its jobs have something new to show: always while they work, and once when they are over, however late the page
/// comes to look.
/// </summary>
internal sealed class JobNews
{
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);

    /// <summary>Whether any of them is at work, or over since the last time.</summary>
    public bool Of(params ReadOnlySpan<RunningJob?> jobs)
    {
        bool any = false;
        foreach (RunningJob? job in jobs)
        {
            if (job is not null && (!job.IsOver || _over.Add(job.Id))) any = true;
        }

        return any;
    }
}
