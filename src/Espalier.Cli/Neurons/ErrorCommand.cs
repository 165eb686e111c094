using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Neurons;

namespace Espalier.Cli.Neurons;

/// <summary><c>espalier neurons error FILE</c>: the sup-norm error of the subset given in the file.</summary>
internal static class ErrorCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "JSON with weights, coefficients, target, radius and the kept neurons" };
        return new Verb("error", "Bound the error of a given subset of neurons from both sides", "espalier neurons error problem.json") { file }
            .Runs(call => call.Do(new SubsetErrorJob(), new SubsetErrorRequest { Parent = NeuronFile.Read(call.Value(file)) }, Show));
    }

    private static void Show(SubsetErrorAnswer found, Page page) => page.Table(
        ["quantity", "value"],
        [
            ["error at least", Numerals.Short(found.Error.Lower)],
            ["error at most", Numerals.Short(found.Error.Upper)],
            ["at the point", string.Join(' ', found.Witness.Select(Numerals.Short))],
        ]);
}
