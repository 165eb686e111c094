namespace Espalier.Theory.Checks;

/// <summary>What a check is run with.</summary>
/// <param name="Trials">Instances.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Constant">The constant that the statement claims, or another to see it fail.</param>
/// <param name="Cancel">Stops the check.</param>
internal sealed record CheckInput(int Trials, ulong Seed, double Constant, CancellationToken Cancel);

/// <summary>A statement and how to check it.</summary>
/// <param name="Name">The paper and the number of the statement there.</param>
/// <param name="Holds">Whether it holds in this form.</param>
/// <param name="Constant">The constant that it claims; a wrong one must be found out.</param>
/// <param name="Share">Instances for each trial asked for.</param>
/// <param name="Run">The check.</param>
/// <param name="Statement">What is claimed, in one sentence.</param>
/// <param name="Note">How it is checked, and what is wrong with it.</param>
internal sealed record CheckDefinition(string Name, bool Holds, double Constant, double Share, Func<CheckInput, CheckTally> Run, string Statement, string Note)
{
    public TheoryCheckRow Row(int trials, ulong seed, double? constant = null, CancellationToken cancel = default)
    {
        int instances = (int)Math.Clamp(Math.Ceiling(trials * Share), 1, 100_000_000);
        CheckTally tally = Run(new CheckInput(instances, seed, constant ?? Constant, cancel));
        return new(Name, Holds, tally.Trials, tally.Violations, tally.WorstSlack, Statement, Note, tally.Measured);
    }
}
