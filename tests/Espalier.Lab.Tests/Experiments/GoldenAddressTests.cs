using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Experiments.SubsetSums;
using Espalier.Lab.Gap;
using Espalier.Lab.Reproductions;
using Espalier.Lab.Specifications;
using Espalier.SubsetSums.Law;

namespace Espalier.Lab.Tests.Experiments;

/// <summary>
/// Stored records stay valid only while addresses stay what they are: of each experiment that of <c>Cell.Create(schema, defaults, 3)</c>, and of
/// each plan the number of its points and the first 16 digits of the SHA-256 over their addresses, replicate 1, a line each.
/// </summary>
public sealed class GoldenAddressTests
{
    [Theory]
    [InlineData("subset-sum-law", "079f8f2efb2ee90d53302e040c4a4297b03dadfa65669868b7f04271866453c2")]
    [InlineData("subset-sum-needed", "db074e16a144af0316f4dfff457b21401667d1785bc092678700a227f6bbe267")]
    [InlineData("universality", "7c388cdb9bff81bc2fff7eeb75c972190b5a42f3edac97c1fbd1a2bcd76f1c42")]
    [InlineData("birth-death-chain", "74c427cc88c3e91e1e0e7b2fabdee88e071f04b5eb5ba8c7f868c65729e6c8db")]
    [InlineData("coupled-processes", "320761260eed644dd7ef721e49edf385df4b6c7b63adef9fec6bdab29536b88e")]
    [InlineData("spherical-cap", "9bd192e823b40aa5acf90296db5b92905c691f33adecd00b7f603a6881fcdd32")]
    [InlineData("edge-popup", "f7243e759f552495b8dd1c494c29815d636fbdc1cba544a25ccce7f1b7d8b3c5")]
    [InlineData("trained-network", "80b48f4ba2fcd22270555542ec05fb649a71e27eabe498bd5c28da8787a74e8a")]
    [InlineData("width-needed", "96962216501acfa31577ead836a309890978e38dc8b4ab2743e01e094609a7ed")]
    public void Every_experiment_keeps_its_parameters_and_its_addresses(string name, string address)
    {
        Experiment experiment = ExperimentCatalogue.Find(name)!;
        var cell = Cell.Create(experiment.Schema, [.. experiment.Schema.Parameters.Select(parameter => parameter.Default)], 3);
        Assert.Equal(address, cell.Address.ToString());
    }

    /// <summary>The methods of the first three digests below.</summary>
    private static readonly ImmutableArray<GapMethod> First =
    [
        .. (
            (string[])[GapMethod.Weights, GapMethod.Neurons, GapMethod.SingleProduct, GapMethod.SingleNeuron, GapMethod.Refit])
                .Select(GapMethod.Find),
    ];

    [Fact]
    public void Sweeps_made_in_code_keep_their_points()
    {
        Assert.Equal("218 0597896bc5a2e3a3", Points(GapPlan.Sweep(new() { Methods = First })));
        Assert.Equal("259 bd09f0514d6568e2", Points(GapPlan.Sweep(new() { Methods = First, IsFull = true, Trials = 101, Seed = 7 })));
        Assert.Equal("20 2dc2d40ef509f7ab", Points(GapPlan.Sweep(new() { Methods = First, Epsilons = [0.5, 0.1, 0.5], Dimensions = [2, 2, 3] })));
        // Of all nine: the 218 points above, and 55, 26, 24 and 16 of the other four methods.
        Assert.Equal("339 dcf7141e2f5d9d4c", Points(GapPlan.Sweep(new())));
    }

    [Theory]
    [InlineData(ExperimentBudget.Short, "trained", "27 cf6463f6589b4198", "3 a3f1f3b354992814")]
    [InlineData(ExperimentBudget.Short, "random", "27 aea432df050923e3", "3 e7b131ecfed2f2f6")]
    [InlineData(ExperimentBudget.Standard, "trained", "54 9cec25a690c33538", "3 4d6bc39e0007db96")]
    [InlineData(ExperimentBudget.Standard, "random", "54 382287b14a4dcc85", "3 54514a86ab39bc03")]
    [InlineData(ExperimentBudget.Full, "trained", "630 2fe58ca01aafd64f", "15 c2cf437d0c32cbb9")]
    [InlineData(ExperimentBudget.Full, "random", "630 99b353b9e253430b", "15 0dd48e80b884c0db")]
    public void So_do_those_of_experiment_2(ExperimentBudget budget, string convolutions, string searches, string trainings)
    {
        var plan = PensiaExperiment2Plan.ForMnist(budget, convolutions);
        Assert.Equal(
            (searches, trainings),
            (Points(plan.Searches(new EdgePopupExperiment(Nothing))), Points(plan.Trainings(new TrainedNetworkExperiment(Nothing)))));
    }

    [Fact]
    public void The_tiny_version_too()
    {
        var plan = PensiaExperiment2Plan.ForGlyphs();
        Assert.Equal("27 012eef7879ea6781", Points(plan.Searches(new EdgePopupExperiment(Nothing))));
        Assert.Equal("3 79fd3e74d8ff39f4", Points(plan.Trainings(new TrainedNetworkExperiment(Nothing))));
    }

    [Fact]
    public void The_text_of_a_sweep_made_in_code_reads_back_as_the_same_sweep()
    {
        var plan = PensiaExperiment2Plan.ForMnist(ExperimentBudget.Full, "random");
        Sweep[] sweeps = [
            GapPlan.Sweep(new()),
            GapPlan.Sweep(new() { Trials = 1_000_000 }),
            plan.Searches(new EdgePopupExperiment(Nothing)),
            plan.Trainings(new TrainedNetworkExperiment(Nothing)),
        ];
        foreach (Sweep sweep in sweeps)
        {
            Sweep read = SpecificationReader.Read("text", sweep.Text, ExperimentCatalogue.Find);
            Assert.Equal(Points(sweep), Points(read));
            Assert.Equal(sweep.Stopping, read.Stopping);
        }
    }

    [Fact]
    public void The_sentence_about_all_targets_names_the_limit_of_the_library() =>
        Assert.EndsWith($"up to {CoveringRadius.MaxCandidates}", new SubsetSumNeededExperiment().Schema.Parameters[^1].Description);

    [Fact]
    public void A_record_comes_back_from_the_values_of_its_cell()
    {
        var parameters = new EdgePopupParameters { Structure = "wide", Removed = 0.75, Network = "lenet", Epochs = 7, LearningRate = 0.01 };
        Cell cell = new EdgePopupExperiment(Nothing).CellOf(parameters, 2);
        Assert.Equal(parameters, ParameterRecord<EdgePopupParameters>.Read(cell.Parameters));
        Assert.Equal(("wide", 0.75, 7L, 2L), (cell.Text("structure"), cell.Number("removed"), cell.Integer("epochs"), cell.Replicate));
        Assert.Throws<InvalidInputException>(() => new EdgePopupExperiment(Nothing).CellOf(parameters with { Removed = 2 }));
        Assert.Throws<InvalidInputException>(() => new EdgePopupExperiment(Nothing).CellOf(parameters with { Network = "resnet" }));
    }

    private static Data.TrainingData Nothing { get; } = Data.TrainingData.InDataFolder();

    private static string Points(Sweep sweep)
    {
        string[] addresses = [.. sweep.Points().Select(point => Cell.Create(sweep.Experiment.Schema, point, 1).Address.ToString())];
        return $"{addresses.Length} {Digest(string.Concat(addresses.Select(address => address + "\n")))}";
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
