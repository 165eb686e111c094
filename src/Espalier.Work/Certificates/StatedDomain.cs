using Espalier.Certificates;
using Espalier.Formats.VnnLib;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Certificates;

/// <summary>Over which inputs two networks are compared, as a request states it.</summary>
internal static class StatedDomain
{
    public static Domain Of(CertifyRequest request, Shape shape, Workplace place)
    {
        string field = TheField(request);
        if (request.Centre is not null && field is not ("ball" or "within"))
            throw new InvalidInputException("centre", null, $"it says nothing beside `{field}`", "use it with `ball` or `within`");
        return field switch
        {
            "ball" => Ball(request, shape),
            "within" => Around(request, shape),
            "box" => Box(request.Box!, shape),
            _ => Property(request.Vnnlib!, shape, place),
        };
    }

    private static string TheField(CertifyRequest request)
    {
        (string Name, bool IsGiven)[] fields =
            [
                ("ball", request.Ball is not null),
                ("box", request.Box is not null),
                ("within", request.Within is not null),
                ("vnnlib", request.Vnnlib is not null),
            ];
        string[] given = [.. fields.Where(field => field.IsGiven).Select(field => field.Name)];
        return given.Length == 1 ? given[0] : throw new InvalidInputException(
            "domain",
            null,
            given.Length == 0 ? "there is no domain" : $"`{given[0]}` and `{given[1]}` are both given",
            "give one of `ball`, `box`, `within` and `vnnlib`");
    }

    private static BallDomain Ball(CertifyRequest request, Shape shape)
    {
        Require.Number("ball", request.Ball, "a finite radius of at least 0", static r => r >= 0);
        return new BallDomain(request.Centre is { } centre ? Centre(centre, shape) : new double[shape.Length], request.Ball!.Value);
    }

    /// <summary>The sides are rounded outward: the box holds all that the user meant.</summary>
    private static BoxDomain Around(CertifyRequest request, Shape shape)
    {
        Require.Number("within", request.Within, "a finite number of at least 0", static w => w >= 0);
        if (request.Centre is not { } text)
            throw new InvalidInputException("within", null, "there is no `centre`", "give the input around which the box lies");
        (double[] centre, double width) = (Centre(text, shape), request.Within!.Value);
        return new BoxDomain([.. centre.Select(x => Outward.SubtractDown(x, width))], [.. centre.Select(x => Outward.AddUp(x, width))]);
    }

    private static double[] Centre(string text, Shape shape)
    {
        if (Numerals.TryParseList(text, out double[] values)) return InputBatch.OfOne("centre", values, shape).Values;
        var batch = InputBatch.Read(text, shape);
        return batch.Count == 1
            ? batch.Values
            : throw new InvalidInputException(text, null, $"it holds {batch.Count} inputs", "give a file with the one input that is the centre");
    }

    private static BoxDomain Box(double[][] ends, Shape shape) => ends.Length == 2
        ? new BoxDomain(End(ends[0], shape), End(ends[1], shape))
        : throw new InvalidInputException("box", null, $"there are {ends.Length} ends", "give the lower end and the upper end");

    private static double[] End(double[] given, Shape shape)
    {
        if (given.Length == 1) return [.. Enumerable.Repeat(given[0], shape.Length)];
        return given.Length == shape.Length
            ? given
            : throw new InvalidInputException(
                "box", null, $"there are {given.Length} numbers", $"give one number, or one for each of the {shape.Length} inputs");
    }

    private static BoxDomain Property(string path, Shape shape, Workplace place)
    {
        var box = VnnLibBox.Read(path);
        if (box.Lower.Length != shape.Length)
        {
            throw new InvalidInputException(
                path, null, $"it has {box.Lower.Length} inputs, but the networks have {shape.Length}", "take the property of these networks");
        }

        if (box.OutputConstraints > 0)
            place.Note(Invariant($"{path}: only the input box is used; {box.OutputConstraints} assertions on outputs are passed over"));
        return new BoxDomain(box.Lower.AsSpan(), box.Upper.AsSpan());
    }
}
