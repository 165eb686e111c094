using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Neurons;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Neurons;

/// <summary><c>espalier neurons error FILE</c>: the sup-norm error of the subset given in the file.</summary>
internal static class ErrorCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "JSON with weights, coefficients, target, radius and the kept neurons" };
        return new Verb("error", "Bound the error of a given subset of neurons from both sides", "espalier neurons error problem.json") { file }
            .Runs(call =>
            {
                string path = call.Value(file);
                NeuronFile read = NeuronFile.Read(path);
                int[] kept = read.Kept ?? throw new InvalidInputException(path, null, "there is no \"kept\"", "add \"kept\": […] with the indices of the kept neurons");
                SupNormBounds bounds = call.Follow<SupNormProgress, SupNormBounds>(
                    "bounding",
                    static step => step.Upper > 0 ? step.Lower / step.Upper : 1,
                    progress => SupNorm.Evaluate(read.Problem, kept, threads: call.Threads, progress: progress, cancel: call.Cancel),
                    static step => $"{step.Lower:G6} to {step.Upper:G6}");
                if (call.Cancel.IsCancellationRequested) call.Warn("interrupted: the bounds hold, but are further apart than they could be");
                var answer = new Found(ErrorInterval.Of(bounds), bounds.Witness);
                return Answer.Of(answer, Show, cutShort: call.Cancel.IsCancellationRequested);
            });
    }

    private static void Show(Found found, Page page) => page.Table(
        ["quantity", "value"],
        [
            ["error at least", Numerals.Text(found.Error.Lower)],
            ["error at most", Numerals.Text(found.Error.Upper)],
            ["at the direction", string.Join(' ', found.Witness.Select(Numerals.Text))],
        ]);

    private sealed record Found(ErrorInterval Error, IReadOnlyList<double> Witness);
}
