import os, sys, json, struct
# a one-layer network of out x in weights, two-sided geometric magnitudes: out in file
o,i,path=int(sys.argv[1]),int(sys.argv[2]),sys.argv[3]
n=o*i
head=json.dumps({"__metadata__":{"architecture":f"{i}: dense {o}"},"weight":{"dtype":"F32","shape":[o,i],"data_offsets":[0,4*n]}}).encode()
head+=b' '*(-len(head)%8)
# exponent byte: magnitudes between 2^-9 and 2^-3, most small
table=bytes([ (0x80 if b&1 else 0)|[0x3d,0x3d,0x3c,0x3c,0x3c,0x3b,0x3b,0x3b][(b>>1)&7] for b in range(256)])
with open(path,'wb') as f:
    f.write(struct.pack('<Q',len(head))); f.write(head)
    left=n
    while left:
        k=min(left,1<<22); ba=bytearray(os.urandom(4*k)); ba[3::4]=ba[3::4].translate(table); f.write(ba); left-=k
