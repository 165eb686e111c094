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
    private long _least = long.MaxValue;
    private long _most;

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
        long trials = _trials is null ? 1 : (long)_trials.Number(row);
        _successes += (long)_count.Number(row);
        _all += trials;
        (_least, _most) = (Math.Min(_least, trials), Math.Max(_most, trials));
    }

    public void Clear() => (_successes, _all, _least, _most) = (0, 0, long.MaxValue, 0);

    /// <summary>The share of all trials where cells have different numbers of them: the mean of their shares is another number then.</summary>
    public double? UnevenShare => _least < _most ? (double)_successes / _all : null;

    public ConfidenceInterval Interval(double confidence) => Proportion.ClopperPearson(_successes, _all, confidence);
}
