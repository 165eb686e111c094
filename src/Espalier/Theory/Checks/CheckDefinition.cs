namespace Espalier.Theory.Checks;

/// <summary>Checks a statement on some instances, with a constant that it claims.</summary>
internal delegate CheckTally RunCheck(int trials, ulong seed, double constant);

/// <summary>A statement and how to check it.</summary>
/// <param name="Name">The statement.</param>
/// <param name="Holds">Whether it holds in this form.</param>
/// <param name="Constant">The constant that it claims; a wrong one must be found out.</param>
/// <param name="Share">Instances for each trial asked for.</param>
/// <param name="Run">The check.</param>
/// <param name="Note">For the reader.</param>
internal sealed record CheckDefinition(string Name, bool Holds, double Constant, double Share, RunCheck Run, string Note)
{
    public TheoryCheckRow Row(int trials, ulong seed, double? constant = null)
    {
        int instances = (int)Math.Clamp(Math.Ceiling(trials * Share), 1, 100_000_000);
        CheckTally tally = Run(instances, seed, constant ?? Constant);
        return new(Name, Holds, tally.Trials, tally.Violations, tally.WorstSlack, tally.Measured is null ? Note : $"{Note}; {tally.Measured}");
    }
}
