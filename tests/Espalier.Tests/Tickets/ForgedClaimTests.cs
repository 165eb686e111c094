using System.Text.Json.Nodes;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>Files whose checksum fits and whose claims are better than the truth: verifying must find every single one.</summary>
public sealed class ForgedClaimTests
{
    public static TheoryData<string> Names => Targets.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_improved_claim_is_found(string name)
    {
        (Network target, TicketRecipe recipe, ClaimedTicket ticket, byte[] file) = Targets.Drawn(name);
        for (int ordinal = 0; ordinal < ticket.Ticket.Pruned.Length; ordinal++)
        {
            Finds(file, target, "the largest weight error", Errors(ordinal, "max", value => Math.BitDecrement(value)));
            Finds(file, target, "the mean weight error", Errors(ordinal, "mean", value => Math.BitDecrement(value)));
            Finds(file, target, "beyond ε", Errors(ordinal, "infeasible", value => value == 0 ? 1 : value - 1));
            Finds(file, target, "edges are kept", Claims(ordinal, "keptEdges", value => value - 1));
            Finds(file, target, "rows are kept", Claims(ordinal, "keptUnits", value => value + 1));
        }

        // A claim below the quick bound may still be proved: no claim below the closest one is.
        Ticket drawn = TicketFile.Read(file, "drawn").Ticket;
        CertifiedErrors least = TicketAudit.Of(drawn, target, 1, threads: 1, wanted: new CertifiedErrors(1, 0, 0)).Certified!;
        Finds(
            file,
            target,
            "over the ball",
            header => Change(header["claims"]!["certified"]!.AsObject(), "ballError", _ => Math.BitDecrement(least.BallError)));
        Finds(
            file,
            target,
            "over the box",
            header => Change(header["claims"]!["certified"]!.AsObject(), "boxError", _ => Math.BitDecrement(least.BoxError)));
        Finds(file, target, "over the ball", header => Change(header["claims"]!["certified"]!.AsObject(), "ballRadius", value => value * 2));
        Finds(
            file,
            target,
            "beyond ε",
            header => Change(header["origin"]!["drawn"]!.AsObject(), recipe.Tolerance.IsRelative ? "relative" : "epsilon", value => value * 1e-9));
        Finds(file, target, "another target", header => header["origin"]!["drawn"]!["target"] = new string('0', 64));
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Slow]
    public void Counts_are_checked_without_a_target(string name)
    {
        byte[] file = Targets.Drawn(name).File;
        Finds(file, null, "edges are kept", Claims(0, "keptEdges", value => value - 1));
        Finds(file, null, "rows are kept", Claims(1, "keptUnits", value => value + 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_parent_is_found(string name)
    {
        (Network target, _, _, byte[] file) = Targets.Drawn(name);
        Caught(file, target, header => header["seed"] = 8);
        Caught(file, target, header => Forgery.Grid(header, 0)["last"] = "uniform(-0.99,1)");
        Caught(file, target, header => Forgery.Grid(header, 0)["last"] = "normal(1)");
        Caught(file, target, header => Change(Forgery.Grid(header, 0), "candidates", value => value - 1));
        Caught(file, target, header => Change(Forgery.Grid(header, 0), "candidates", value => value + 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Unsound_signs_are_found(string name)
    {
        (Network target, TicketRecipe recipe, ClaimedTicket ticket, byte[] file) = Targets.Drawn(name);
        if (recipe.NonNegativeInputs && ticket.Ticket.Pruned[0].Parent.OneSided) Caught(file, target, header => header["nonNegativeInputs"] = false);
        // Behind a ReLU the sign is known; in front of all layers it is not.
        if (!recipe.NonNegativeInputs) Caught(file, target, header => Forgery.Grid(header, 0)["oneSided"] = true);
        if (recipe is { Construction: Construction.Linear, NonNegativeInputs: false })
            Finds(file, target, "said to be ≥ 0", header => Forgery.Grid(header, 0)["oneSided"] = true);
    }

    [Fact]
    public void Swapped_layers_are_found()
    {
        Network target = Targets.Dense(21, true, 5, 5, 5);
        byte[] file = TicketFile.Write(Targets.Draw(target, Targets.Recipe(Construction.Linear, 20)));
        Caught(file, target, header =>
        {
            JsonNode first = header["nodes"]![0]!;
            JsonNode last = header["nodes"]![2]!;
            JsonNode grid = first["grid"]!.DeepClone();
            first["grid"] = last["grid"]!.DeepClone();
            last["grid"] = grid;
        });
    }

    [Fact]
    public void Carried_numbers_that_are_not_the_targets_are_found()
    {
        (Network target, _, _, byte[] file) = Targets.Drawn("image");
        // The scale of the first layer opens the sections; its lowest bit is the least that can be wrong.
        TicketVerification found = Verify(Forgery.WithFlippedSectionBit(file, 0, 0), target);
        Assert.Contains("not those of the target", Assert.Single(found.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_are_not_the_targets_are_a_problem_not_an_exception()
    {
        (Network target, _, _, byte[] file) = Targets.Drawn("linear");
        Finds(
            file,
            target,
            "not those of the target",
            header =>
                header["nodes"]!.AsArray().Add(
                    new JsonObject { ["operator"] = "softmax", ["reads"] = new JsonArray(header["nodes"]!.AsArray().Count) }));
        Finds(file, target, "not those of the target", header => header["nodes"]![1]!["operator"] = "softmax");
        (target, _, _, file) = Targets.Drawn("image");
        Finds(file, target, "not those of the target", header => header["nodes"]!.AsArray()[^1]!["operator"] = "softmax");
    }

    /// <summary>What is drawn claims errors and a digest; what was searched has no target that it could be far from.</summary>
    [Fact]
    public void Claims_that_no_ticket_of_its_kind_makes_are_refused()
    {
        byte[] drawn = Targets.Drawn("linear").File;
        Refused(drawn, header => Forgery.Claims(header, 0).Remove("errors"));
        Refused(drawn, header => header["claims"]!["digest"] = "");
        byte[] searched = Searches.File(Searches.Named("linear"));
        Refused(searched, header => Forgery.Claims(header, 0)["errors"] = JsonNode.Parse("{\"max\":0,\"mean\":0,\"infeasible\":0}"));
        Refused(searched, header => header["claims"]!["certified"] = JsonNode.Parse("{\"ballRadius\":1,\"ballError\":0,\"boxError\":0}"));

        static void Refused(byte[] file, Action<JsonObject> edit) =>
            Assert.Throws<InvalidInputException>(() => TicketFile.Read(Forgery.WithHeader(file, edit), "forged"));
    }

    [Fact]
    public void A_certificate_of_a_network_that_is_too_large_for_one_is_found()
    {
        Network target = Targets.Large();
        ClaimedTicket drawn = Targets.Draw(target, Targets.Hitting(Construction.Linear));
        Assert.Null(drawn.Claims.Certified);
        ClaimedTicket forged = drawn with { Claims = drawn.Claims with { Certified = new CertifiedErrors(1, 0.1, 0.1) } };
        Assert.Contains("too large", Assert.Single(TicketVerification.Of(forged, target, threads: 1).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinite_certificate_is_written_and_verifies()
    {
        var huge = new Tensor(new Shape(2, 2), [1e300, -1e300, 1e299, 1e300]);
        var target = new Network(new Shape(2), new Dense(huge), new Relu(), new Dense(huge));
        ClaimedTicket back = TicketFile.Read(TicketFile.Write(Targets.Draw(target, Targets.Recipe(Construction.Linear, 4))), "huge");
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (back.Claims.Certified!.BallError, back.Claims.Certified.BoxError));
        Assert.Empty(TicketVerification.Of(back, target, threads: 1).Problems);
    }

    private static Action<JsonObject> Claims(int ordinal, string field, Func<double, double> change) =>
        header => Change(Forgery.Claims(header, ordinal), field, change);

    private static Action<JsonObject> Errors(int ordinal, string field, Func<double, double> change) =>
        header => Change(Forgery.Claims(header, ordinal)["errors"]!.AsObject(), field, change);

    private static void Change(JsonObject fields, string name, Func<double, double> change)
    {
        double value = change(fields[name]!.GetValue<double>());
        fields[name] = name is "infeasible" or "keptEdges" or "keptUnits" or "candidates" ? JsonValue.Create((long)value) : JsonValue.Create(value);
    }

    private static void Finds(byte[] file, Network? target, string problem, Action<JsonObject> edit) =>
        Assert.Contains(Verify(Forgery.WithHeader(file, edit), target).Problems, found => found.Contains(problem, StringComparison.Ordinal));

    private static void Caught(byte[] file, Network target, Action<JsonObject> edit) =>
        Assert.True(Forgery.IsCaught(Forgery.WithHeader(file, edit), target));

    private static TicketVerification Verify(byte[] file, Network? target) =>
        TicketVerification.Of(TicketFile.Read(file, "forged"), target, threads: 1);
}
