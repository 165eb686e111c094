using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket draw TARGET</c>: weight pruning of a random parent until a target is left.</summary>
internal sealed class DrawCommand
{
    private const double DefaultDelta = 0.01;

    private readonly Argument<string> _target = new("TARGET") { Description = "the network to imitate: .onnx, .pt, .safetensors or .npz" };
    private readonly Option<string?> _output = OutputFile.Required("the ticket file to write");
    private readonly Option<double> _epsilon = Options.Number("--epsilon", "E", "the tolerance for every weight", 0.01, "a number above 0", value => value > 0);
    private readonly Option<double> _delta = Options.Number(
        "--delta", "D", "the share of weights that may miss the tolerance; chooses the number of candidates", DefaultDelta, "a number between 0 and 1", value => value is > 0 and < 1);
    private readonly Option<int> _candidates = Options.Integer("--candidates", "N", "candidates per weight (rows of a block, for pairs) [default: the fewest for --delta]", minimum: 1);
    private readonly Option<Construction> _construction = Options.Choice<Construction>("--construction", "random pairs with ReLU, direct candidates, or the closest single product", Construction.Relu);
    private readonly Option<CandidateShare> _share = Options.Choice<CandidateShare>("--share", "whether every weight has its own candidates or a row shares one list (linear only)", CandidateShare.Weight);
    private readonly Option<SubsetSumObjective> _objective = Options.Choice<SubsetSumObjective>("--objective", "the smallest error, or the fewest kept edges within the tolerance", SubsetSumObjective.Error);
    private readonly Option<string?> _distribution = Options.Text("--distribution", "LAW", "the law of the parent's weights: uniform(a,b) or normal(s) [default: uniform(-k,k), the smallest whole k that reaches the target's weights]");
    private readonly Option<bool> _nonNegative = Options.Flag("--nonnegative-inputs", "the ticket is for inputs of at least 0, such as pixels: the first layer then needs one side only");
    private readonly Option<double> _radius = Options.Number("--radius", "R", "the radius of the ball over which the error is certified", 1, "a number above 0", value => value > 0);
    private readonly Option<string?> _report = Options.Text("--report", "FILE", "also write a page about the ticket: errors by layer, certificates, costs");
    private readonly Option<string?> _architecture = ModelOptions.Architecture();

    public static Command Create()
    {
        var command = new DrawCommand();
        return new Verb("draw", "Prune a random network until the target is left", "espalier ticket draw model.onnx -o model.ticket --epsilon 0.01 --nonnegative-inputs")
        {
            command._target, command._output, command._epsilon, command._delta, command._candidates, command._construction, command._share,
            command._objective, command._distribution, command._nonNegative, command._radius, command._report, command._architecture,
        }.Runs(command.Run);
    }

    private Answer Run(Call call)
    {
        if (call.Given(_delta) && call.Given(_candidates))
            throw new InvalidInputException("ticket draw", null, "--delta and --candidates are both given", "give one: --delta chooses the number of candidates");
        OutputFile.RequireWritable(call.Value(_output));
        OutputFile.RequireWritable(call.Value(_report));
        long started = Stopwatch.GetTimestamp();
        Network target = NetworkFile.Read(call.Value(_target), call.Value(_architecture)).Network;
        TicketDrawing.RequireUsable(target, call.Value(_target));
        TicketRecipe recipe = Recipe(call, target);
        long solving = Stopwatch.GetTimestamp();
        ConstructedTicket ticket = call.Follow("drawing", progress => TicketDrawing.Draw(target, new DrawingOptions(recipe, call.Value(_radius)), call.Threads, progress, call.Cancel));
        double solveSeconds = Stopwatch.GetElapsedTime(solving).TotalSeconds;
        long bytes = TicketFile.Write(call.Value(_output)!, ticket);
        if (call.Value(_report) is { } file) WriteReport(file, ticket, target, bytes, call.Value(_target));
        return Answer.Of(DrawnTicket.Of(ticket, target, bytes, solveSeconds, Stopwatch.GetElapsedTime(started).TotalSeconds), DrawnTicket.Show);
    }

    private static void WriteReport(string path, ConstructedTicket ticket, Network target, long bytes, string name)
    {
        Report report = TicketReport.Of(ticket, TicketCost.Of(ticket, target), bytes, Path.GetFileName(name), CommandText.Current(), RunEnvironment.Capture());
        AtomicFile.WriteText(path, ReportHtml.Write(report));
    }

    private TicketRecipe Recipe(Call call, Network target)
    {
        Construction construction = call.Value(_construction);
        Distribution distribution = call.Value(_distribution) is { } law ? Distribution.Parse(law, "--distribution") : ParentLaw.For(target, construction);
        var recipe = new TicketRecipe(
            call.Seed, construction, call.Value(_share), call.Value(_objective), distribution, call.Value(_epsilon), 1, call.Value(_nonNegative));
        if (call.Given(_candidates)) return recipe with { Candidates = call.Value(_candidates) };
        int candidates = call.Follow<LawStep, int>(
            "choosing the number of candidates",
            step => (double)step.Candidates / TicketRecipe.MostCandidates(recipe.Construction),
            progress => CandidateChoice.Fewest(target, recipe, call.Value(_delta), call.Threads, progress, call.Cancel));
        return recipe with { Candidates = candidates };
    }
}
