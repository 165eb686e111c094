using System.CommandLine;

namespace Espalier.Cli.Frame;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    public Option<bool> Json { get; } = Options.Flag("--json", "print exactly one JSON document, and nothing else, on stdout");

    public Option<ulong> Seed { get; } = Options.Seed();

    public Option<int> Threads { get; } =
        Options.Integer("--threads", "N", "cores to use; never changes a result [default: all]", minimum: 1, maximum: 4096);

    public Option<bool> Quiet { get; } = Options.Flag("--quiet", "no progress, notes or warnings on stderr");

    public Option<bool> Help { get; } = new("--help", "-h") { Description = "show this help" };

    public IEnumerable<Option> All => [Json, Seed, Threads, Quiet, Help];

    public void AddTo(Command root)
    {
        foreach (Option option in All)
        {
            option.Recursive = true;
            root.Add(option);
        }
    }
}
