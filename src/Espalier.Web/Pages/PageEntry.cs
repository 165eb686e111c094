namespace Espalier.Web.Pages;

/// <summary>One page: its address, what it is called, what it is for, and the command that does the same.</summary>
/// <param name="Address">The address, without what stands after the question mark.</param>
/// <param name="Title">The name in the menu.</param>
/// <param name="Purpose">What one does there, in a sentence.</param>
/// <param name="Command">The command that does the same.</param>
public sealed record PageEntry(string Address, string Title, string Purpose, string Command)
{
    /// <summary>The main page.</summary>
    public static readonly PageEntry Home = new("/", "Home", "What is in the store and in the models folder.", "espalier lab status STORE");

    /// <summary>Running and finished sweeps, and a new one.</summary>
    public static readonly PageEntry Sweeps = new(
        "/sweeps", "Sweeps", "Run experiments over grids of parameters, watch them, draw them.", "espalier lab run SPEC");

    /// <summary>Tickets drawn, verified and looked into.</summary>
    public static readonly PageEntry Tickets = new(
        "/tickets",
        "Tickets",
        "Prune a random network until your network is left; check every claim, look inside, take the file away.",
        "espalier ticket draw");

    /// <summary>Networks side by side.</summary>
    public static readonly PageEntry Networks = new(
        "/networks",
        "Networks",
        "Set a network and what was pruned from it side by side: sizes, accuracy, errors, and milliseconds.",
        "espalier compare A B");

    /// <summary>The playground of the gap.</summary>
    public static readonly PageEntry Neurons = new(
        "/neurons",
        "Neurons",
        "Take whole neurons in and out of a random parent, and see how far from the target that leaves it.",
        "espalier neurons prune");

    /// <summary>The measured gap and what is proven of it.</summary>
    public static readonly PageEntry Gap = new(
        "/gap",
        "The gap",
        "What removing weights costs, and what removing whole neurons does: measured, with the regions where pruning is proven to fail.",
        "espalier gap");

    /// <summary>Thresholds, and the processes of their proof.</summary>
    public static readonly PageEntry Thresholds = new(
        "/thresholds",
        "Thresholds",
        "Up to which width pruning neurons fails: the proven number first, then the paper's threshold, and its proof at work.",
        "espalier theory threshold");

    /// <summary>Bounds on the difference of two networks.</summary>
    public static readonly PageEntry Certificates = new(
        "/certificates",
        "Certificates",
        "How far apart two networks can be over a domain: both bounds as they close, and the input where they differ most.",
        "espalier certify A B");

    /// <summary>Subnetworks searched, epoch by epoch.</summary>
    public static readonly PageEntry Searches = new(
        "/searches",
        "Searches",
        "Look for a subnetwork by any method within a budget of weights and epochs, and watch every epoch.",
        "espalier search");

    /// <summary>Every page of the menu, in its order. A new page is one line here and one component with the same address.</summary>
    public static IReadOnlyList<PageEntry> All { get; } = [Home, Sweeps, Searches, Tickets, Networks, Neurons, Gap, Thresholds, Certificates];

    /// <summary>The entry of an address, or of a page below it; null if there is none.</summary>
    public static PageEntry? Of(string path) =>
        All.FirstOrDefault(entry => path == entry.Address || path.StartsWith(entry.Address + "/", StringComparison.Ordinal));
}
