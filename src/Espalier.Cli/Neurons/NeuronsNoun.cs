using System.CommandLine;

namespace Espalier.Cli.Neurons;

/// <summary><c>espalier neurons …</c>: pruning whole neurons of a random two-layer network.</summary>
internal static class NeuronsNoun
{
    public static Command Create() => new("neurons", "Keep whole neurons of a random network to imitate one neuron")
    {
        PruneCommand.Create(), WitnessCommand.Create(), ErrorCommand.Create(),
    };
}
