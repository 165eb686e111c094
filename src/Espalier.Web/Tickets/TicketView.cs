using Espalier.SubsetSums;
using Espalier.Web.Files;
using Espalier.Web.Jobs;
using Espalier.Web.Parts;
using Espalier.Work.Inputs;
using Espalier.Work.Tickets;

namespace Espalier.Web.Tickets;

/// <summary>What the page of tickets shows and is about to draw; it stands in the address.</summary>
public sealed record TicketView
{
    /// <summary>The page.</summary>
    public const string Path = "/tickets";

    /// <summary>The tolerance that a drawing begins with, as a share of the spread of each row.</summary>
    public const double UsualTolerance = 0.03;

    /// <summary>The bits that a drawing of coded masks begins with.</summary>
    public const double UsualBits = 4;

    /// <summary>The network to imitate, or empty.</summary>
    public string Target { get; init; } = "";

    /// <summary>The ticket that is looked at, or empty.</summary>
    public string Ticket { get; init; } = "";

    /// <summary>Free or coded masks.</summary>
    public MaskKind Mask { get; init; }

    /// <summary>Whether the tolerance is the same for all weights.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>The tolerance.</summary>
    public double Tolerance { get; init; } = UsualTolerance;

    /// <summary>Bits per weight of coded masks.</summary>
    public double Bits { get; init; } = UsualBits;

    /// <summary>What subset sums minimise.</summary>
    public SubsetSumObjective Objective { get; init; }

    /// <summary>Whether the ticket is for inputs of at least 0.</summary>
    public bool IsNonnegative { get; init; }

    /// <summary>The seed of the parent.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The job that draws, or empty.</summary>
    public string Job { get; init; } = "";

    /// <summary>The grid that is looked into.</summary>
    public int Grid { get; init; }

    /// <summary>The output whose weight is looked at.</summary>
    public int Output { get; init; }

    /// <summary>The place of the weight in its row.</summary>
    public int Weight { get; init; }

    /// <summary>Reads what stands after the question mark.</summary>
    public static TicketView Of(string query)
    {
        var read = new AddressReader(query);
        return new()
        {
            Target = read.Text("target"),
            Ticket = read.Text("ticket"),
            Mask = read.Choice("mask", MaskKind.Free),
            IsAbsolute = read.Flag("absolute"),
            Tolerance = read.Number("tolerance", 1e-9, 1e6, UsualTolerance),
            Bits = read.Number("bits", 1, 5, UsualBits),
            Objective = read.Choice("objective", SubsetSumObjective.Error),
            IsNonnegative = read.Flag("nonnegative"),
            Seed = read.Seed("seed"),
            Job = read.Text("job"),
            Grid = read.Whole("grid", 0, 100_000, 0),
            Output = read.Whole("output", 0, int.MaxValue, 0),
            Weight = read.Whole("weight", 0, int.MaxValue, 0),
        };
    }

    /// <summary>The address.</summary>
    public string Address => AddressWriter.Write(
        Path,
        ("target", Target),
        ("ticket", Ticket),
        ("mask", AddressWriter.Word(Mask, MaskKind.Free)),
        ("absolute", AddressWriter.Flag(IsAbsolute)),
        ("tolerance", AddressWriter.Number(Tolerance, UsualTolerance)),
        ("bits", AddressWriter.Number(Bits, UsualBits)),
        ("objective", AddressWriter.Word(Objective, SubsetSumObjective.Error)),
        ("nonnegative", AddressWriter.Flag(IsNonnegative)),
        ("seed", AddressWriter.Seed(Seed)),
        ("job", Job),
        ("grid", AddressWriter.Number(Grid, 0)),
        ("output", AddressWriter.Number(Output, 0)),
        ("weight", AddressWriter.Number(Weight, 0)));

    /// <summary>The command that draws.</summary>
    internal string DrawCommand(ModelFolder models, string ticket) =>
        $"espalier ticket draw {(Target.Length > 0 ? models.Word(Target) : "TARGET")} -o {models.Word(ticket)}"
        + (Mask == MaskKind.Coded ? $" --mask coded --bits {Shown.Exact(Bits)}"
            : $" --{(IsAbsolute ? "epsilon" : "relative")} {Shown.Exact(Tolerance)}"
                + (Objective == SubsetSumObjective.Error ? "" : $" --objective {Words.Of(Objective)}"))
        + (IsNonnegative ? " --nonnegative-inputs" : "")
        + (Seed == 1 ? "" : Invariant($" --seed {Seed}"));

    /// <summary>Drawing with free masks.</summary>
    internal DrawRequest Free(string target, string ticket) => new()
    {
        Target = target,
        Out = ticket,
        Epsilon = IsAbsolute ? Tolerance : null,
        Relative = IsAbsolute ? null : Tolerance,
        Objective = Objective,
        NonnegativeInputs = IsNonnegative,
        Seed = Seed,
    };

    /// <summary>Drawing with coded masks.</summary>
    internal CodedDrawRequest Coded(string target, string ticket) => new()
    {
        Target = target,
        Out = ticket,
        Bits = Bits,
        NonnegativeInputs = IsNonnegative,
        Seed = Seed,
    };
}
