using Espalier.Web.Files;
using Espalier.Web.Jobs;
using Espalier.Work.Certificates;
using Espalier.Work.Models;

namespace Espalier.Web.Certificates;

/// <summary>Asks how far apart two networks of the models folder can be, and what both make of an input.</summary>
public sealed class CertificateDesk(Workbench bench, ModelFolder models)
{
    /// <summary>Begins the work: a file that asks about two networks by itself is answered, all else is bounded or decided.</summary>
    internal RunningJob Start(CertificateView view)
    {
        CertifyRequest request = view.Request(models);
        string title = $"Comparing {view.A} and {view.B}";
        if (request.Vnnlib is { } file && QueryJob.IsAboutTwo(file))
        {
            return bench.Start(
                title,
                (view with { HasProof = false, IsOfClasses = false }).Command(models, ""),
                new QueryJob(),
                new QueryRequest { A = request.A, B = request.B, Vnnlib = file, TimeLimit = request.TimeLimit });
        }

        if (view.IsOfClasses) return bench.Start(title, view.Command(models, ""), new ClassesJob(), request with { Epsilon = null });
        (string name, string path)? proof = view.HasProof ? models.New(ModelFolder.ProofEnding) : null;
        return bench.Start(
            title, view.Command(models, proof?.name ?? ""), new CertifyJob(), request with { Proof = proof?.path }, makes: proof?.name);
    }

    /// <summary>Begins to check a proof file of the models folder.</summary>
    /// <exception cref="InvalidInputException">A file is not there.</exception>
    internal RunningJob Check(CertificateView view, string proof) => bench.Start(
        $"Checking {proof}",
        CheckCommand(view, proof),
        new CheckProofJob(),
        new CheckProofRequest { Proof = models.Require(proof), A = models.Require(view.A), B = models.Require(view.B) });

    /// <summary>The command that does the same.</summary>
    internal string CheckCommand(CertificateView view, string proof) =>
        $"espalier certify check {models.Word(proof)} {models.Word(view.A)} {models.Word(view.B)}";

    /// <summary>What a network makes of one input, and the shape of that.</summary>
    internal Task<(double[] Outputs, int[] InputShape)> Run(string name, double[] input) => Task.Run(() =>
    {
        string path = models.Require(name);
        double[] outputs = new RunJob().Run(new() { Model = path, Values = input }, new(1)).Answer.Outputs[0];
        return (outputs, new InspectJob().Run(new() { File = path }, new(1)).Answer.InputShape);
    });
}
