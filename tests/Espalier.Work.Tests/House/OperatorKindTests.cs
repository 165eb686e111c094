using System.Reflection;
using Espalier.Graphs.Operators;
using Espalier.Tests.House;

namespace Espalier.Work.Tests.House;

/// <summary>
/// What is done with an operator depends on its part in a pass, so that the compiler asks for that of a new one; nobody asks its kind.
/// </summary>
public sealed class OperatorKindTests
{
    /// <summary>What knows operators again that exporters spell out in several nodes. No new operator has a part in that.</summary>
    private static readonly string[] Readers = ["Recognised"];

    [Fact]
    public void Nobody_asks_an_operators_kind()
    {
        Assembly[] all = [
            typeof(Operator).Assembly, typeof(Espalier.Lab.Running.SweepRunner).Assembly, typeof(IJob<,>).Assembly,
            .. new[] { "Espalier.Checker", "Espalier.OnnxRuntime", "Espalier.Cli", "Espalier.Web" }.Select(Assembly.Load),
        ];
        string[] asking =
        [
            .. from type in all.SelectMany(assembly => assembly.GetTypes())
               where !IsOperator(type) && !Readers.Contains(type.Name)
               from asked in TypeReferences.AskedBy(type)
               where IsOperator(asked)
               select $"{type.FullName} asks for {asked.Name}",
        ];
        Assert.True(asking.Length == 0, string.Join(Environment.NewLine, asking.Distinct()));
    }

    [Fact]
    public void Asking_would_be_seen() =>
        Assert.Equal([typeof(Relu), typeof(Dense), typeof(Dense), typeof(Flatten)], TypeReferences.AskedBy(typeof(Probe)).Where(IsOperator));

    /// <summary>A kind of operator, or what stands inside its file.</summary>
    private static bool IsOperator(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type != typeof(Operator) && type.IsAssignableTo(typeof(Operator));
    }

    private static class Probe
    {
        public static bool Pattern(object value) => value is Relu;

        public static Dense Casts(object value) => (Dense)value;

        public static int Sieves(IEnumerable<Operator> operators) => operators.OfType<Dense>().Count();

        public static bool Switches(Operator value) => value switch
        {
            Flatten => true,
            _ => false,
        };
    }
}
