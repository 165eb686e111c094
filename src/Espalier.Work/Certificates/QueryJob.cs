using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Espalier.Certificates;
using Espalier.Certificates.Conditions;
using Espalier.Formats.VnnLib;
using Espalier.Graphs;
using Espalier.Numerics.Conditions;
using Espalier.Work.Models;

namespace Espalier.Work.Certificates;

/// <summary>Answers a VNN-LIB file about one network or two; positive only where nothing meets it: the file states what ought not to be.</summary>
public sealed class QueryJob : IJob<QueryRequest, QueryAnswer>
{
    /// <summary>Whether a file asks about two networks, rather than for a box in which any two may be compared.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static bool IsAboutTwo(string path) => VnnLibQuery.Read(path).Networks.Length > 1;

    /// <inheritdoc/>
    public Outcome<QueryAnswer> Run(QueryRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        var query = VnnLibQuery.Read(request.Vnnlib);
        (Network a, Network? b) = Networks(request, query, place);
        using CancellationTokenSource stop = place.StopAfter(request.TimeLimit);
        long start = Stopwatch.GetTimestamp();
        IProgress<CertificateProgress>? progress = place.Stage<CertificateProgress>(
            "deciding", static _ => 0, static step => string.Create(CultureInfo.InvariantCulture, $"{step.Pieces} pieces, {step.Open} open"));
        Decision found = Decider.Decide(a, b, Asked(query, request.Negate), request.Pieces ?? long.MaxValue, place.Threads, progress, stop.Token);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var answer = new QueryAnswer(Named(found.Answer), Assignment(query, found.Witness), found.Method, seconds, found.Pieces / 2, query.Version);
        bool cutShort = place.Cancel.IsCancellationRequested && answer.Answer == Satisfiability.Unknown;
        return Outcome.Of(answer, answer.Answer == Satisfiability.Unsat, cutShort);
    }

    private static (Network A, Network? B) Networks(QueryRequest request, VnnLibQuery query, Workplace place)
    {
        if (query.Networks.Length > 2)
            throw new InvalidInputException(request.Vnnlib, null, $"it declares {query.Networks.Length} networks", "one network or two are compared");
        Network Read(string path) => Model.Read(path, request.Architecture, place, request.Form).Network;
        VnnLibNetwork? other = query.Networks.Length == 2 ? query.Networks[1] : null;
        bool isOne = other is null || other.EqualTo is not null;
        if (isOne != (request.B is null))
        {
            throw new InvalidInputException(
                request.Vnnlib,
                null,
                isOne ? "it is about one network, but two are given" : "it is about two networks, but one is given",
                "give as many networks as it declares; one that is equal to another is not given");
        }

        Network a = Read(request.A);
        RequireShapes(a, query.Networks[0], request);
        if (other is null) return (a, null);
        Network b = isOne ? a : Read(request.B!);
        RequireShapes(b, other, request);
        if (other.IsomorphicTo is not null && !SameGraph(a, b))
        {
            throw new InvalidInputException(
                request.Vnnlib,
                null,
                "it says that its networks are isomorphic, but these have different layers",
                "give the networks that it is about");
        }

        return (a, b);
    }

    private static bool SameGraph(Network a, Network b) =>
        a.Nodes.Length == b.Nodes.Length
        && a.Nodes.Zip(b.Nodes).All(
            pair => pair.First.Operator.Kind == pair.Second.Operator.Kind && pair.First.Reads.SequenceEqual(pair.Second.Reads))
        && a.Shapes.SequenceEqual(b.Shapes);

    private static void RequireShapes(Network network, VnnLibNetwork declared, QueryRequest request)
    {
        int inputs = declared.Inputs.Sum(static tensor => tensor.Length), outputs = declared.Outputs.Sum(static tensor => tensor.Length);
        if (inputs == network.InputShape.Length && (outputs == network.OutputShape.Length || (declared.Name.Length == 0 && outputs == 0))) return;
        throw new InvalidInputException(
            request.Vnnlib,
            declared.Name.Length == 0 ? null : $"network {declared.Name}",
            $"it has {inputs} inputs and {outputs} outputs, but the network has {network.InputShape.Length} and {network.OutputShape.Length}",
            "give the networks in the order in which the file declares them");
    }

    /// <summary>The condition, with the variables numbered as the certificates do: inputs of both, then outputs.</summary>
    private static Condition Asked(VnnLibQuery query, bool negate)
    {
        Dictionary<int, int> names = Names(query);
        Condition condition = query.Condition.Renamed(variable => names[variable]);
        if (!negate) return condition;
        int inputs = query.Networks.Sum(static network => network.Inputs.Sum(static tensor => tensor.Length));
        ILookup<bool, Condition> parts = condition.Conjuncts.ToLookup(
            part => part.Forms.All(form => form.Factors.Keys.All(variable => variable < inputs)));
        if (!parts[false].Any()) throw new InvalidInputException("negate", null, "the file asserts nothing of outputs", "leave it out");
        return new AllOf([.. parts[true], new AllOf([.. parts[false]]).Negation]);
    }

    private static Dictionary<int, int> Names(VnnLibQuery query)
    {
        var names = new Dictionary<int, int>();
        void Add(IEnumerable<VnnLibTensor> tensors)
        {
            foreach (VnnLibTensor tensor in tensors)
                for (int i = 0; i < tensor.Length; i++) names.Add(tensor.First + i, names.Count);
        }

        Add(query.Networks.SelectMany(static network => network.Inputs));
        Add(query.Networks.SelectMany(static network => network.Outputs));
        return names;
    }

    private static Satisfiability Named(DecisionAnswer answer) => answer switch
    {
        DecisionAnswer.Satisfiable => Satisfiability.Sat,
        DecisionAnswer.Unsatisfiable => Satisfiability.Unsat,
        _ => Satisfiability.Unknown,
    };

    private static QueryTensor[]? Assignment(VnnLibQuery query, ConditionWitness? witness)
    {
        if (witness is null) return null;
        var tensors = new List<QueryTensor>();
        for (int n = 0; n < query.Networks.Length; n++)
        {
            VnnLibNetwork network = query.Networks[n];
            Append(network.Inputs, [.. (n == 0 ? witness.InputsA : witness.InputsB).Select(static value => value.ToString())]);
            Append(
                network.Outputs,
                [.. (n == 0 ? witness.OutputsA : witness.OutputsB).Select(static value => value.ToString("R", CultureInfo.InvariantCulture))]);
        }

        return [.. tensors];

        void Append(ImmutableArray<VnnLibTensor> declared, string[] values)
        {
            int at = 0;
            foreach (VnnLibTensor tensor in declared)
            {
                tensors.Add(new QueryTensor(tensor.Name, tensor.Type, [.. tensor.Shape], values[at..(at + tensor.Length)]));
                at += tensor.Length;
            }
        }
    }
}
