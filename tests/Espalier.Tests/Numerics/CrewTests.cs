using Espalier.Numerics;

namespace Espalier.Tests.Numerics;

public sealed class CrewTests
{
    [Fact]
    public void Every_piece_is_done_once_however_often_the_crew_is_called()
    {
        var crew = new Crew();
        for (int round = 0; round < 3000; round++)
        {
            var counter = new Counter(1 + (round % 7));
            crew.Run(counter, counter.Done.Length, 1 + (round % 5));
            Assert.All(counter.Done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void No_two_running_pieces_share_a_worker()
    {
        var work = new Exclusive(4);
        new Crew().Run(work, 400, 4);
        Assert.False(work.Shared);
    }

    [Fact]
    public void A_failure_reaches_the_caller_and_the_crew_stays_usable()
    {
        var crew = new Crew();
        for (int round = 0; round < 50; round++)
        {
            Assert.Throws<InvalidOperationException>(() => crew.Run(new Failing(), 20, 3));
            var counter = new Counter(10);
            crew.Run(counter, 10, 3);
            Assert.All(counter.Done, times => Assert.Equal(1, times));
        }
    }

    private sealed class Counter(int pieces) : ICrewWork
    {
        public int[] Done { get; } = new int[pieces];

        public void Do(int piece, int worker) => Interlocked.Increment(ref Done[piece]);
    }

    private sealed class Exclusive(int workers) : ICrewWork
    {
        private readonly int[] _busy = new int[workers];

        public bool Shared { get; private set; }

        public void Do(int piece, int worker)
        {
            if (Interlocked.Exchange(ref _busy[worker], 1) != 0) Shared = true;
            Thread.SpinWait(500);
            Volatile.Write(ref _busy[worker], 0);
        }
    }

    private sealed class Failing : ICrewWork
    {
        public void Do(int piece, int worker)
        {
            if (piece == 7) throw new InvalidOperationException();
        }
    }
}
