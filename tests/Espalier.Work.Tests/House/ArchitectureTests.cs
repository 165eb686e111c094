using System.Reflection;
using Espalier.Tests.House;

namespace Espalier.Work.Tests.House;

/// <summary>Jobs stand on the library and the laboratory; commands stand on jobs, parse and print.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Work = typeof(IJob<,>).Assembly;

    private static readonly Assembly Command = Assembly.Load("Espalier.Cli");

    /// <summary>Each part with those that it stands on.</summary>
    [Theory]
    [InlineData("Espalier")]
    [InlineData("Espalier.Checker", "Espalier")]
    [InlineData("Espalier.OnnxRuntime", "Espalier")]
    [InlineData("Espalier.Lab", "Espalier")]
    [InlineData("Espalier.Work", "Espalier", "Espalier.Checker", "Espalier.Lab", "Espalier.OnnxRuntime")]
    [InlineData("Espalier.Web", "Espalier", "Espalier.Checker", "Espalier.Lab", "Espalier.OnnxRuntime", "Espalier.Work")]
    public void Parts_stand_on_those_below(string part, params string[] below)
    {
        IEnumerable<string> used = Assembly.Load(part).GetReferencedAssemblies().Select(name => name.Name!);
        Assert.Empty(used.Where(name => name.StartsWith("Espalier", StringComparison.Ordinal)).Except(below));
    }

    [Fact]
    public void Jobs_bring_no_package()
    {
        IEnumerable<string> used = Work.GetReferencedAssemblies().Select(name => name.Name!).Where(name => !IsFramework(name));
        Assert.DoesNotContain(used, name => !name.StartsWith("Espalier", StringComparison.Ordinal));
    }

    [Fact]
    public void Jobs_have_no_console()
    {
        Assert.DoesNotContain("System.Console", Work.GetReferencedAssemblies().Select(name => name.Name));
        Assert.Contains("System.Console", Command.GetReferencedAssemblies().Select(name => name.Name));
    }

    [Fact]
    public void Commands_use_jobs() => Assert.Contains("Espalier.Work", Command.GetReferencedAssemblies().Select(name => name.Name));

    /// <summary>A command may show what the library calls things; it neither reads nor writes a file, and runs nothing itself.</summary>
    [Fact]
    public void Commands_leave_the_work_to_jobs()
    {
        string[] rooms =
        [
            "Espalier.Formats", "Espalier.Tickets.Drawing", "Espalier.Tickets.Files", "Espalier.Tickets.Verification",
            "Espalier.Certificates.Witnesses",
            "Espalier.Lab.Running", "Espalier.Lab.Storage", "Espalier.Lab.Specifications", "Espalier.Numerics.Random", "Espalier.Numerics.Special",
        ];
        string[] working =
        [
            .. from type in Command.GetTypes()
               from other in TypeReferences.Of(type)
               where rooms.Any(room => other.Namespace is { } space && (space == room || space.StartsWith(room + ".", StringComparison.Ordinal)))
               select $"{type.FullName} uses {other.FullName}",
        ];
        Assert.Empty(working);
        Assert.Contains(typeof(Espalier.Work.Lab.SweepJob), Command.GetTypes().SelectMany(TypeReferences.Of));
    }

    /// <summary>An option's name below the command would be wrong on a page; here are the files in which one was found.</summary>
    [Theory]
    [InlineData("Espalier")]
    [InlineData("Espalier.Lab")]
    [InlineData("Espalier.Work")]
    public void Nothing_below_the_command_names_an_option(string project)
    {
        string folder = Path.Combine(Checkout.Root, "src", project);
        IEnumerable<string> named =
            from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal)
            from line in File.ReadLines(file)
            where OptionNames.In(line)
            select $"{Path.GetFileName(file)}: {line.Trim()}";
        Assert.Empty(named);
    }

    [Theory]
    [InlineData("throw new X(\"--epsilon\", null)", true)]
    [InlineData("\"raise --epsilon or --delta\"", true)]
    [InlineData("for (int i = 9; i >= 0; i--) a[i]--;", false)]
    [InlineData("/// <c>espalier tour --out DIR</c>", false)]
    [InlineData("\"a -- b\"", false)]
    public void An_option_in_a_text_would_be_seen(string line, bool isSeen) => Assert.Equal(isSeen, OptionNames.In(line));

    [Fact]
    public void Every_request_can_be_sent_as_json_and_has_no_behaviour()
    {
        Type[] jobs = [.. Work.GetTypes().Where(type => JobInterface(type) is not null)];
        Assert.NotEmpty(jobs);
        foreach (Type job in jobs)
        {
            Type[] pair = JobInterface(job)!.GetGenericArguments();
            Assert.EndsWith("Job", job.Name);
            Assert.EndsWith("Request", pair[0].Name);
            Assert.All(
                pair[0].GetProperties(),
                property => Assert.True(property.CanWrite && IsInit(property), $"{pair[0].Name}.{property.Name} can be changed"));
            Assert.True(IsTheSameAfterTheWay(pair[0]), $"{pair[0].Name} changes on its way as JSON");
        }
    }

    /// <summary>Written, read and written again, with its defaults.</summary>
    private static bool IsTheSameAfterTheWay(Type request)
    {
        MethodInfo there = typeof(ArchitectureTests).GetMethod(
            nameof(ThereAndBack), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(request);
        return (bool)there.Invoke(null, [Activator.CreateInstance(request)])!;
    }

    private static bool ThereAndBack<T>(T request)
        where T : class
    {
        byte[] sent = Json.Serialize(request);
        return sent.SequenceEqual(Json.Serialize(Json.Deserialize<T>(sent)));
    }

    private static bool IsInit(PropertyInfo property) =>
        property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static Type? JobInterface(Type type) =>
        type.GetInterfaces().FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IJob<,>));

    private static bool IsFramework(string name) => name.StartsWith("System", StringComparison.Ordinal) || name is "netstandard" or "mscorlib";
}
