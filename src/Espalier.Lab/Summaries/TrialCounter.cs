using Espalier.Lab.Experiments;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Summaries;

/// <summary>Pools the trials of a point's replicates, where a measure is a share of independent trials or says whether one succeeded.</summary>
internal sealed class TrialCounter
{
    private readonly Column _count;
    private readonly Column? _trials;
    private long _successes;
    private long _all;

    private TrialCounter(Column count, Column? trials) => (_count, _trials) = (count, trials);

    /// <summary>A counter for a measure, or null where the measure is no share.</summary>
    public static TrialCounter? Of(RecordTable table, Column measure)
    {
        if (measure.Kind == ScalarKind.Flag) return new(measure, null);
        ShareOf? share = table.Schema.Measures[table.Schema.IndexOfMeasure(measure.Name)].Share;
        return share is null ? null : new(table[share.Count], table[share.Trials]);
    }

    public void Add(int row)
    {
        _successes += (long)_count.Number(row);
        _all += _trials is null ? 1 : (long)_trials.Number(row);
    }

    public void Clear() => (_successes, _all) = (0, 0);

    public ConfidenceInterval Interval(double confidence) => Proportion.ClopperPearson(_successes, _all, confidence);
}
