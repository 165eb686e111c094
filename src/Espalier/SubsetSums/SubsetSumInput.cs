namespace Espalier.SubsetSums;

/// <summary>What an instance must satisfy before it is solved.</summary>
internal static class SubsetSumInput
{
    /// <summary>Sums of magnitudes stay below this, so that no intermediate sum overflows.</summary>
    private const double LargestMagnitude = double.MaxValue / 8;

    public static void Check(ReadOnlySpan<double> candidates, double target, double epsilon)
    {
        CheckCandidates(candidates);
        CheckTarget(target);
        CheckEpsilon(epsilon);
    }

    public static void CheckCandidates(ReadOnlySpan<double> candidates)
    {
        if (candidates.Length > SubsetSum.MaxCandidates)
        {
            throw new InvalidInputException(
                "candidates", null, $"there are {candidates.Length}", $"give at most {SubsetSum.MaxCandidates}");
        }

        double magnitude = 0;
        foreach (double candidate in candidates) magnitude += Math.Abs(candidate);
        if (magnitude <= LargestMagnitude) return;
        for (int i = 0; i < candidates.Length; i++)
        {
            if (!double.IsFinite(candidates[i]))
                throw new InvalidInputException("candidates", $"index {i}", $"the value is {candidates[i]}", "give finite numbers");
        }

        throw new InvalidInputException("candidates", null, "their sum overflows", "scale candidates, target and epsilon down");
    }

    public static void CheckTarget(double target)
    {
        if (!double.IsFinite(target)) throw new InvalidInputException("target", null, $"the value is {target}", "give a finite number");
        if (Math.Abs(target) > LargestMagnitude)
            throw new InvalidInputException("target", null, $"{target} is too large", "scale candidates, target and epsilon down");
    }

    /// <summary>Refuses a number of candidates that no instance has.</summary>
    public static void CheckCount(int candidates)
    {
        if (candidates is < 0 or > SubsetSum.MaxCandidates)
            throw new InvalidInputException("candidates", null, $"the number is {candidates}", $"give 0 to {SubsetSum.MaxCandidates}");
    }

    /// <summary>Refuses the objective that only the weights of a grid together have.</summary>
    public static void CheckObjective(SubsetSumObjective objective)
    {
        if (objective == SubsetSumObjective.Bits) throw new ArgumentOutOfRangeException(nameof(objective), "one subset sum has no words");
    }

    public static void CheckEpsilon(double epsilon)
    {
        if (!(epsilon > 0)) throw new InvalidInputException("epsilon", null, $"the value is {epsilon}", "give a number above 0");
    }
}
