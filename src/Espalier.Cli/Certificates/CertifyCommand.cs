using System.CommandLine;
using System.Diagnostics;
using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Graphs;
using Espalier.Tickets.Forms;

namespace Espalier.Cli.Certificates;

/// <summary><c>espalier certify A B</c>: how far apart two networks can be over a domain, from both sides.</summary>
internal sealed class CertifyCommand
{
    private readonly Argument<string> _first = ModelOptions.Model("A");
    private readonly Argument<string> _second = ModelOptions.Model("B");
    private readonly DomainOptions _domain = new();
    private readonly Option<int> _output = Options.Integer("--output", "K", "only output K, counted from 0 [default: all]");
    private readonly Option<Norm> _norm = Options.Choice<Norm>("--norm", "how outputs are measured: the largest difference, or the Euclidean norm", Norm.Linf);
    private readonly Option<double> _epsilon = Options.Number("--epsilon", "E", "decide whether the difference stays below E", expected: "a finite number above 0", accepts: e => e > 0);
    private readonly Option<double> _limit = Options.TimeLimit();
    private readonly Option<double> _tolerance = Options.Number("--tolerance", "T", "stop when the upper bound exceeds the lower one by at most this share", 0.01, "a number of at least 0", t => t >= 0);
    private readonly Option<TicketForm> _form = Model.FormOption();
    private readonly Option<string?> _architecture = ModelOptions.Architecture();

    private enum Norm
    {
        L2 = 0,
        Linf = 1,
    }

    public static Command Create()
    {
        var command = new CertifyCommand();
        var verb = new Verb("certify", "Bound from both sides how far apart two networks can be", "espalier certify model.onnx model.ticket --box 0 1 --epsilon 0.05")
        {
            command._first, command._second, command._output, command._norm, command._epsilon, command._limit, command._tolerance, command._form, command._architecture,
        };
        command._domain.AddTo(verb);
        return verb.Runs(command.Run);
    }

    private Answer Run(Call call)
    {
        (Network a, Network b) = (Read(call, _first), Read(call, _second));
        var pair = new NetworkPair(a, b);
        var question = new DifferenceQuestion(
            _domain.Read(call, a.InputShape), call.Value(_norm) == Norm.L2 ? OutputNorm.Euclidean : OutputNorm.Largest, call.Given(_output) ? call.Value(_output) : null);
        double? epsilon = call.Given(_epsilon) ? call.Value(_epsilon) : null;
        var options = new CertifierOptions(epsilon, call.Value(_tolerance));
        using CancellationTokenSource stop = call.StopAfter(_limit);
        long start = Stopwatch.GetTimestamp();
        Certificate found = call.Follow<CertificateProgress, Certificate>(
            "certifying",
            step => Part(step, epsilon),
            progress => Certifier.Bound(pair, question, options, call.Threads, new WitnessRounds(call.Threads), progress, stop.Token),
            Describe);
        var answer = Certified.Of(found, question, epsilon, Stopwatch.GetElapsedTime(start).TotalSeconds, call.Cancel.IsCancellationRequested);
        bool cutShort = call.Cancel.IsCancellationRequested && answer.Status is CertifiedStatus.Cancelled or CertifiedStatus.Undecided;
        return Answer.Of(answer, Certified.Show, epsilon is null || answer.Status == CertifiedStatus.Proved, cutShort);
    }

    private Network Read(Call call, Argument<string> argument) => Model.Read(call.Value(argument), call.Value(_architecture), call.Value(_form)).Network;

    /// <summary>How nearly the bounds meet, or how nearly the upper one is below ε.</summary>
    private static double Part(CertificateProgress step, double? epsilon) =>
        step.Upper > 0 && double.IsFinite(step.Upper) ? (epsilon ?? step.Lower) / step.Upper : 0;

    private static string Describe(CertificateProgress step) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{step.Lower:G4} to {step.Upper:G4}, {step.Pieces} pieces");
}
