using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Work.Certificates;

namespace Espalier.Work.Tests.Certificates;

public sealed class CertifyJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-work-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_difference_of_two_linear_networks_is_decided()
    {
        // |2x - y - (x - y)| = |x| is at most 3 over the box, and 3 at its corner.
        CertifyRequest request = new() { A = Write("a", 2, -1), B = Write("b", 1, -1), Box = [[0], [3]] };
        Outcome<CertifyAnswer> found = new CertifyJob().Run(request, new Heard().Place);
        Assert.Equal((Ending.Holds, CertifiedStatus.Closed), (found.Ending, found.Answer.Status));
        Assert.InRange(found.Answer.Lower, 2.97, 3);
        Assert.InRange(found.Answer.Upper, 3, 3.03);
        Assert.Equal(Ending.Negative, new CertifyJob().Run(request with { Epsilon = 2.5 }, new Heard().Place).Ending);
        Assert.Equal(Ending.Holds, new CertifyJob().Run(request with { Epsilon = 3.5 }, new Heard().Place).Ending);
    }

    [Fact]
    public void What_states_no_domain_or_two_is_refused_by_field()
    {
        CertifyRequest bare = new() { A = Write("a", 2, -1), B = Write("b", 1, -1) };
        (string Field, CertifyRequest Request)[] wrong =
        [
            ("domain", bare),
            ("domain", bare with { Ball = 1, Within = 1 }),
            ("centre", bare with { Box = [[0], [1]], Centre = "0,0" }),
            ("centre", bare with { Ball = 1, Centre = "0,0,0" }),
            ("within", bare with { Within = 1 }),
            ("box", bare with { Box = [[0]] }),
            ("box", bare with { Box = [[0, 0, 0], [1]] }),
            ("epsilon", bare with { Ball = 1, Epsilon = 0 }),
            ("tolerance", bare with { Ball = 1, Tolerance = -1 }),
            ("timeLimit", bare with { Ball = 1, TimeLimit = 0 }),
        ];
        foreach ((string field, CertifyRequest request) in wrong)
            Assert.Equal(field, Assert.Throws<InvalidInputException>(() => new CertifyJob().Run(request, new Heard().Place)).InputSource);
    }

    private string Write(string name, params float[] weights)
    {
        string path = Path.Combine(_folder, $"{name}.npz");
        NetworkFile.Write(path, new Network(new Shape(2), new Dense(new Tensor(new Shape(1, 2), weights))));
        return path;
    }
}
