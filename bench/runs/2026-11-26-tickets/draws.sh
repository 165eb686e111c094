#!/bin/bash
# draws.sh BASE NEW PENSIA: processor seconds of draws, before and after in turn
PENSIA=$3
E1='--construction linear --candidates 21 --epsilon 0.01 --distribution uniform(-0.4642,0.5407)'
one() { local name=$1 tool=$2; shift 2; local out; out=$( { TIMEFORMAT='%R %U %S'; time "$tool" "$@" -o draws.ticket --json 2>/dev/null; } 2>&1 ); echo "$name $(echo "$out" | grep -oE '"ballError":[0-9.E+]*|"boxError":[0-9.E+]*' | tr '\n' ' ') wall user sys: $(echo "$out" | tail -1)"; }
for round in 1 2; do
  for tool in base new; do
    [ $tool = base ] && exe=$1 || exe=$2
    one "$tool fc2" $exe ticket draw $PENSIA/fc2.pt
    one "$tool fc2-nonnegative" $exe ticket draw $PENSIA/fc2.pt --nonnegative-inputs
    one "$tool experiment-1" $exe ticket draw $PENSIA/fc2.pt $E1
    one "$tool lenet5" $exe ticket draw $PENSIA/LeNet5_e50_h500.pt
  done
  one "new fc2-tight" $2 ticket draw $PENSIA/fc2.pt --tight
done
