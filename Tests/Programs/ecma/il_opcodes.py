# Prints the source of il_opcodes: verifiable opcodes in forms that C# compilers do not write.
#   python3 il_opcodes.py >il_opcodes.il && ilasm /output:il_opcodes.exe il_opcodes.il && mono il_opcodes.exe >il_opcodes.expected
# For il_opcodes.pe the reference to mscorlib gets version 1:17:0:0, then edgeota convert.
out = []
w = out.append
w('''// Opcodes of ECMA-335 III in forms that compilers of C# seldom or never write: long forms, fault blocks, filters by hand, checked conversions of every pair,
// unsigned and unordered branches, prefixes, typed element access, copies of objects through pointers.
.assembly extern mscorlib { .publickeytoken = (B7 7A 5C 56 19 34 E0 89) .ver 4:0:0:0 }
.assembly il_opcodes { .ver 1:0:0:0 }
.module il_opcodes.exe
.class public sequential ansi sealed beforefieldinit Pair extends [mscorlib]System.ValueType
{
  .field public int32 A
  .field public int64 B
  .field public string S
  .method public hidebysig virtual instance string ToString() { .maxstack 3
    ldstr "pair " ldarg.0 ldflda int32 Pair::A call instance string [mscorlib]System.Int32::ToString() call string [mscorlib]System.String::Concat(string, string) ret }
}
.class public sequential ansi sealed beforefieldinit Bare extends [mscorlib]System.ValueType { .field public int32 A }
.class public auto ansi sealed Color extends [mscorlib]System.Enum { .field public specialname rtspecialname uint8 value__  .field public static literal valuetype Color Red = uint8(200) }
.class public auto ansi beforefieldinit Base extends [mscorlib]System.Object
{
  .field public int32 F
  .method public hidebysig specialname rtspecialname instance void .ctor() { ldarg.0 call instance void [mscorlib]System.Object::.ctor() ret }
  .method public hidebysig newslot virtual instance string Name() { ldstr "base" ret }
}
.class public auto ansi beforefieldinit Derived extends Base
{
  .method public hidebysig specialname rtspecialname instance void .ctor() { ldarg.0 call instance void Base::.ctor() ret }
  .method public hidebysig virtual instance string Name() { ldstr "derived" ret }
}
.class public auto ansi sealed Namer extends [mscorlib]System.MulticastDelegate
{
  .method public hidebysig specialname rtspecialname instance void .ctor(object o, native int m) runtime managed {}
  .method public hidebysig virtual instance string Invoke() runtime managed {}
}
.class public auto ansi beforefieldinit Program extends [mscorlib]System.Object
{
  .field public static string Log
  .field public static int32 N
  .method static void P(string s) { ldarg.0 call void [mscorlib]System.Console::WriteLine(string) ret }
  .method static void I(int32 v) { ldarga.s v call instance string [mscorlib]System.Int32::ToString() call void Program::P(string) ret }
  .method static void L(int64 v) { ldarga.s v call instance string [mscorlib]System.Int64::ToString() call void Program::P(string) ret }
  .method static void Note(string s) { ldsfld string Program::Log ldarg.0 call string [mscorlib]System.String::Concat(string, string) stsfld string Program::Log ret }
  .method static void Flush() { ldsfld string Program::Log call void Program::P(string) ldstr "" stsfld string Program::Log ret }
''')
calls=[]
def method(name, body, locals_='', ret='void', args='', stack=8):
    w(f'  .method static {ret} {name}({args}) {{ .maxstack {stack}' + (f' .locals init ({locals_})' if locals_ else ''))
    w(body); w('  }')
def test(name, body, locals_='', stack=8):
    method(name, body+'\n    ret', locals_, stack=stack); calls.append(name)
# checked conversions
kinds={'i1':'i4','u1':'i4','i2':'i4','u2':'i4','i4':'i4','u4':'i4','i8':'i8','u8':'i8'}
sources=[('ldc.i4 -1',0),('ldc.i4 127',0),('ldc.i4 128',0),('ldc.i4 255',0),('ldc.i4 256',0),('ldc.i4 65535',0),('ldc.i4 0x80000000',0),('ldc.i8 -1',0),('ldc.i8 4294967295',0),('ldc.i8 0x7fffffffffffffff',0),('ldc.i8 0x8000000000000000',0),('ldc.r8 255.9',0),('ldc.r8 -0.9',0),('ldc.r8 -129.0',0),('ldc.r8 4294967295.5',0),('ldc.r8 9223372036854775807.0',0),('ldc.r8 18446744073709551615.0',0),('ldc.r4 32767.5',0),('ldc.r8 float64(0x7FF8000000000000)',0),('ldc.r8 float64(0x7FF0000000000000)',0)]
n=0
for un in ('','.un'):
    for k,width in kinds.items():
        body=''
        for s,_ in sources:
            n+=1
            if un and ('r8' in s or 'r4' in s): 
                continue
            body+=f'''    .try {{ {s} conv.ovf.{k}{un} {'conv.i8' if width=='i4' and k!='u4' else 'conv.u8' if k=='u4' else ''} stloc.0 leave.s A{n} }} catch [mscorlib]System.OverflowException {{ pop ldc.i8 -77777 stloc.0 leave.s A{n} }}
    A{n}: ldloc.1 ldc.i8 31 mul ldloc.0 xor stloc.1
'''
        test(f'Ovf_{k}{un.replace(".","_")}', body+'    ldloc.1 call void Program::L(int64)', 'int64 r, int64 h')
# checked arithmetic
vals4=['ldc.i4 0','ldc.i4 1','ldc.i4 -1','ldc.i4 0x7fffffff','ldc.i4 0x80000000']
vals8=['ldc.i8 0','ldc.i8 1','ldc.i8 -1','ldc.i8 0x7fffffffffffffff','ldc.i8 0x8000000000000000']
for op in ('add.ovf','add.ovf.un','sub.ovf','sub.ovf.un','mul.ovf','mul.ovf.un'):
    for vals,t in ((vals4,'4'),(vals8,'8')):
        body=''
        for a in vals:
            for b in vals:
                n+=1
                body+=f'''    .try {{ {a} {b} {op} {'conv.i8' if t=='4' else ''} stloc.0 leave.s B{n} }} catch [mscorlib]System.OverflowException {{ pop ldc.i8 -3 stloc.0 leave.s B{n} }}
    B{n}: ldloc.1 ldc.i8 131 mul ldloc.0 add stloc.1
'''
        test('A_'+op.replace('.','_')+t, body+'    ldloc.1 call void Program::L(int64)', 'int64 r, int64 h')
# div/rem
for op in ('div','div.un','rem','rem.un'):
    for vals,t in ((vals4,'4'),(vals8,'8')):
        body=''
        for a in vals:
            for b in vals:
                if '0x8' in a and '-1' in b and op in('div','rem'): continue  # implementation's choice
                n+=1
                body+=f'''    .try {{ {a} {b} {op} {'conv.i8' if t=='4' else ''} stloc.0 leave.s C{n} }} catch [mscorlib]System.DivideByZeroException {{ pop ldc.i8 -5 stloc.0 leave.s C{n} }}
    C{n}: ldloc.1 ldc.i8 131 mul ldloc.0 add stloc.1
'''
        test('D_'+op.replace('.','_')+t, body+'    ldloc.1 call void Program::L(int64)', 'int64 r, int64 h')
# branches and compares
nan='ldc.r8 float64(0x7FF8000000000000)'
pairs=[('ldc.i4.1','ldc.i4.2'),('ldc.i4.m1','ldc.i4.1'),('ldc.i4.5','ldc.i4.5'),('ldc.i8 -1','ldc.i8 1'),('ldc.i8 7','ldc.i8 7'),('ldc.r8 1.5','ldc.r8 2.5'),(nan,'ldc.r8 1.0'),('ldc.r8 1.0',nan),(nan,nan),('ldc.r4 -0.0','ldc.r4 0.0')]
body='';bits=0
for op in ('beq','bge','bge.un','bgt','bgt.un','ble','ble.un','blt','blt.un','bne.un'):
    for form in ('','.s'):
        for a,b in pairs:
            n+=1
            body+=f'    ldloc.0 ldc.i4.1 shl stloc.0 {a} {b} {op}{form} T{n} ldloc.0 ldc.i4.1 add stloc.0 T{n}:\n'
        body+='    ldloc.0 call void Program::I(int32) ldc.i4.0 stloc.0\n'
test('Branches',body,'int32 r')
body=''
for op in ('ceq','cgt','cgt.un','clt','clt.un'):
    for a,b in pairs: body+=f'    ldloc.0 ldc.i4.1 shl {a} {b} {op} add stloc.0\n'
    body+='    ldloc.0 call void Program::I(int32) ldc.i4.0 stloc.0\n'
body+='''    ldnull ldnull cgt.un call void Program::I(int32) ldstr "x" ldnull cgt.un call void Program::I(int32) ldnull ldstr "x" ceq call void Program::I(int32)
    ldstr "q" brtrue.s Q1 ldstr "no" call void Program::P(string) Q1: ldnull brfalse Q2 ldstr "no" call void Program::P(string) Q2: ldc.i8 4294967296 brtrue Q3 ldstr "no" call void Program::P(string) Q3:
'''
test('Compares',body,'int32 r')
# exceptions
test('Faults','''    .try { .try { ldstr "a" call void Program::Note(string) leave.s X1 } fault { ldstr "never" call void Program::Note(string) endfault } } finally { ldstr "f" call void Program::Note(string) endfinally }
    X1: .try { .try { .try { ldstr "b" call void Program::Note(string) newobj instance void [mscorlib]System.Exception::.ctor() throw } fault { ldstr "fault" call void Program::Note(string) endfault } } finally { ldstr "fin" call void Program::Note(string) endfinally } } catch [mscorlib]System.Exception { pop ldstr "caught" call void Program::Note(string) leave X2 }
    X2: call void Program::Flush()''')
test('Filters','''    .try { .try { ldstr "1" call void Program::Note(string) ldc.i4.0 newarr int32 ldc.i4.3 ldelem.i4 pop leave.s Y2 }
      filter { isinst [mscorlib]System.NullReferenceException ldnull cgt.un ldstr "f1" call void Program::Note(string) endfilter } { pop ldstr "wrong" call void Program::Note(string) leave.s Y2 } }
    filter { ldstr "f2" call void Program::Note(string) isinst [mscorlib]System.IndexOutOfRangeException ldnull cgt.un endfilter } { pop ldstr "right" call void Program::Note(string) leave.s Y3 }
    Y2: ldstr "no" call void Program::Note(string)
    Y3: call void Program::Flush()''')
test('Leaves','''    ldc.i4.0 stloc.0
    .try { .try { .try { .try { Z0: ldloc.0 ldc.i4.1 add stloc.0 ldloc.0 ldc.i4.3 blt.s Z0 ldloc.0 ldc.i4.3 bgt.s Z1 leave Z9 Z1: leave.s Z8 } finally { ldstr "1" call void Program::Note(string) endfinally } } finally { .try { ldstr "2" call void Program::Note(string) ldnull throw } catch [mscorlib]System.NullReferenceException { pop ldstr "n" call void Program::Note(string) leave.s Z2 } Z2: .try { leave.s Z3 } finally { ldstr "i" call void Program::Note(string) endfinally } Z3: endfinally } Z8: leave.s Z9 } finally { ldstr "3" call void Program::Note(string) endfinally } } finally { ldstr "4" call void Program::Note(string) endfinally }
    Z9: ldloc.0 ldc.i4.5 bge.s Z10 ldc.i4.7 stloc.0 ldstr "|" call void Program::Note(string)
    Z10: .try { .try { ldstr "t" call void Program::Note(string) ldstr "e" newobj instance void [mscorlib]System.Exception::.ctor(string) throw } catch [mscorlib]System.Exception { pop ldstr "c" call void Program::Note(string) rethrow } } catch [mscorlib]System.Exception { callvirt instance string [mscorlib]System.Exception::get_Message() call void Program::Note(string) leave.s Z11 }
    Z11: call void Program::Flush()''','int32 n')
# switch
labels=[f'S{i}' for i in range(255)]
body='    ldc.i4.0 stloc.0\n  SWL: ldloc.0 switch ('+', '.join(labels)+')\n    ldloc.1 ldc.i8 7 mul ldc.i8 -1 add stloc.1 br SWN\n'
for i in range(255): body+=f'  {labels[i]}: ldloc.1 ldc.i8 31 mul ldc.i8 {i*i} add stloc.1 br SWN\n'
body+='''  SWN: ldloc.0 ldc.i4.1 add stloc.0 ldloc.0 ldc.i4 300 blt SWL
    ldc.i4 -1 switch (SWL, SWN) ldc.i4 0x80000000 switch (SWL) ldloc.1 call void Program::L(int64)'''
test('Switch',body,'int32 i, int64 h')
# pointers and objects
test('Objects','''    ldloca.s p initobj Pair ldloca p ldc.i4 41 stfld int32 Pair::A ldloca.s p ldc.i8 5 stfld int64 Pair::B ldloca.s p ldstr "s" stfld string Pair::S
    ldloca.s q ldloca.s p cpobj Pair ldloca.s q dup ldfld int32 Pair::A ldc.i4.1 add stfld int32 Pair::A
    ldloca.s q constrained. Pair callvirt instance string [mscorlib]System.Object::ToString() call void Program::P(string)
    ldloca.s p ldobj Pair stloc q ldloca q constrained. Pair callvirt instance string [mscorlib]System.Object::ToString() call void Program::P(string)
    ldc.i4.3 newarr Pair stloc.s arr ldloc arr ldc.i4.1 ldloc p stelem Pair ldloc arr ldc.i4.1 ldelema Pair ldfld string Pair::S call void Program::P(string)
    ldloc arr ldc.i4.2 ldelema Pair ldloc arr ldc.i4.1 ldelem Pair stobj Pair ldloc arr ldc.i4.2 ldelema Pair ldflda int64 Pair::B dup ldind.i8 ldc.i8 10 mul stind.i8 ldloc arr ldc.i4.2 ldelem Pair box Pair stloc o
    ldloc o unbox Pair ldfld int64 Pair::B call void Program::L(int64) ldloc o unbox.any Pair stloc p ldloc p ldfld int64 Pair::B call void Program::L(int64)
    ldloc o unbox Pair ldc.i4 9 stfld int32 Pair::A ldloc o callvirt instance string [mscorlib]System.Object::ToString() call void Program::P(string)
    ldloca.s p volatile. unaligned. 1 ldobj Pair pop ldloca p ldflda int32 Pair::A volatile. ldind.i4 call void Program::I(int32)
    ldstr "boxed ref" box [mscorlib]System.String unbox.any [mscorlib]System.String call void Program::P(string)
    .try { ldstr "x" unbox.any Base pop leave.s O1 } catch [mscorlib]System.InvalidCastException { pop ldstr "cast" call void Program::P(string) leave.s O1 }
    O1: .try { ldnull unbox.any Pair pop leave.s O2 } catch [mscorlib]System.NullReferenceException { pop ldstr "null" call void Program::P(string) leave.s O2 }
    O2: ldstr "a" ldc.i4.s 65 stloc.s i ldloca.s i constrained. [mscorlib]System.Int32 callvirt instance string [mscorlib]System.Object::ToString() call string [mscorlib]System.String::Concat(string, string) call void Program::P(string)
    ldstr "ref" stloc s ldloca s constrained. [mscorlib]System.String callvirt instance string [mscorlib]System.Object::ToString() call void Program::P(string)
    ldloca bare ldc.i4.4 stfld int32 Bare::A ldloca bare constrained. Bare callvirt instance int32 [mscorlib]System.Object::GetHashCode() pop ldloca bare ldloc bare box Bare constrained. Bare callvirt instance bool [mscorlib]System.Object::Equals(object) call void Program::I(int32)''','valuetype Pair p, valuetype Pair q, valuetype Pair[] arr, object o, int32 i, string s, valuetype Bare bare')
test('Indirect','''    ldc.i4 0x12345678 stloc.0
    ldloca.s 1 ldc.i4 -2 stind.i1 ldloca.s 1 ldind.i1 call void Program::I(int32) ldloca.s 2 ldc.i4 -2 stind.i1 ldloca.s 2 ldind.u1 call void Program::I(int32)
    ldloca.s 3 ldc.i4 -3 stind.i2 ldloca.s 3 ldind.i2 call void Program::I(int32) ldloca.s 4 ldc.i4 -3 stind.i2 ldloca.s 4 ldind.u2 call void Program::I(int32)
    ldloca.s 0 ldc.i4 -4 stind.i4 ldloca.s 0 ldind.u4 call void Program::I(int32) ldloca.s 5 ldc.i8 -5 stind.i8 ldloca.s 5 ldind.i8 call void Program::L(int64)
    ldloca.s 6 ldc.r4 1.25 stind.r4 ldloca.s 6 ldind.r4 conv.i4 call void Program::I(int32) ldloca.s 7 ldc.r8 -2.75 stind.r8 ldloca.s 7 ldind.r8 conv.i8 call void Program::L(int64)
    ldloca.s 8 ldstr "by ref" stind.ref ldloca.s 8 ldind.ref call void Program::P(string) ldsflda int32 Program::N ldc.i4 77 stind.i4 ldsfld int32 Program::N call void Program::I(int32)''','int32 a, int8 b, uint8 c, int16 d, uint16 e, int64 f, float32 g, float64 h, string s')
test('Elements','''    ldc.i4.2 newarr int8 stloc.0 ldloc.0 ldc.i4.1 ldc.i4 200 stelem.i1 ldloc.0 ldc.i4.1 ldelem.i1 call void Program::I(int32) ldloc.0 ldc.i4.1 ldelem int8 call void Program::I(int32)
    ldc.i4.2 newarr bool stloc.1 ldloc.1 ldc.i4.0 ldc.i4.1 stelem.i1 ldloc.1 ldc.i4.0 ldelem.u1 call void Program::I(int32) ldloc.1 ldlen conv.i4 call void Program::I(int32)
    ldc.i4.2 newarr char stloc.2 ldloc.2 ldc.i4.1 ldc.i4 0xFFFF stelem char ldloc.2 ldc.i4.1 ldelem.u2 call void Program::I(int32)
    ldc.i4.1 newarr Color stloc.3 ldloc.3 ldc.i4.0 ldc.i4 200 stelem Color ldloc.3 ldc.i4.0 ldelem.u1 call void Program::I(int32) ldloc.3 ldc.i4.0 ldelem Color box Color unbox.any uint8 call void Program::I(int32)
    ldc.i4.1 newarr float32 stloc.s 4 ldloc.s 4 ldc.i4.0 ldc.r8 3.99 stelem.r4 ldloc.s 4 ldc.i4.0 ldelem.r4 conv.u1 call void Program::I(int32)
    ldc.i4.1 newarr object stloc.s 5 ldloc.s 5 ldc.i4.0 ldstr "el" stelem.ref ldloc.s 5 ldc.i4.0 ldelem.ref castclass [mscorlib]System.String call void Program::P(string) ldloc.s 5 ldc.i4.0 ldelema object ldind.ref isinst Base ldnull ceq call void Program::I(int32)
    .try { ldc.i4.m1 newarr int32 pop leave.s E1 } catch [mscorlib]System.OverflowException { pop ldstr "negative" call void Program::P(string) leave.s E1 }
    E1: .try { ldc.i4.1 newarr Derived stloc.s 6 ldloc.s 6 ldc.i4.0 newobj instance void Base::.ctor() stelem.ref leave.s E2 } catch [mscorlib]System.ArrayTypeMismatchException { pop ldstr "store" call void Program::P(string) leave.s E2 }
    E2: nop''','int8[] a, bool[] b, char[] c, valuetype Color[] d, float32[] e, object[] f, class Base[] g')
test('Calls','''    newobj instance void Derived::.ctor() stloc.0 ldloc.0 call instance string Base::Name() call void Program::P(string) ldloc.0 callvirt instance string Base::Name() call void Program::P(string)
    ldloc.0 dup ldvirtftn instance string Base::Name() newobj instance void Namer::.ctor(object, native int) callvirt instance string Namer::Invoke() call void Program::P(string)
    ldloc.0 ldftn instance string Base::Name() newobj instance void Namer::.ctor(object, native int) callvirt instance string Namer::Invoke() call void Program::P(string)
    ldloca.s 0 constrained. Base callvirt instance string Base::Name() call void Program::P(string)
    ldc.i4 20 ldc.i4 1 call int32 Program::Tail(int32, int32) call void Program::I(int32)
    ldc.i4.5 call int32 Program::Args(int32) call void Program::I(int32)
    ldtoken Pair call class [mscorlib]System.Type [mscorlib]System.Type::GetTypeFromHandle(valuetype [mscorlib]System.RuntimeTypeHandle) callvirt instance string [mscorlib]System.Type::get_FullName() call void Program::P(string)
    ldtoken int32[] call class [mscorlib]System.Type [mscorlib]System.Type::GetTypeFromHandle(valuetype [mscorlib]System.RuntimeTypeHandle) callvirt instance string [mscorlib]System.Type::get_FullName() call void Program::P(string)
    sizeof int64 sizeof uint8 add sizeof char add call void Program::I(int32)
    ldc.r8 7.5 ldc.r8 2.0 rem conv.r4 conv.i4 call void Program::I(int32)
    K1: ldc.i4 -8 ldc.i4.1 shr.un call void Program::I(int32) ldc.i8 -8 ldc.i4.1 shr.un call void Program::L(int64) ldc.i4 5 neg not call void Program::I(int32) ldc.i4 0xF0F0 ldc.i4 0xFF and ldc.i4 0x100 or ldc.i4 0x1 xor call void Program::I(int32)
    ldc.i4 -1 conv.r.un conv.r8 conv.i8 call void Program::L(int64) ldc.i4 -1 conv.u8 call void Program::L(int64) ldc.i4 -1 conv.i8 call void Program::L(int64) ldc.i8 0x1234567890 conv.u2 call void Program::I(int32) ldc.i8 0x80 conv.i1 call void Program::I(int32)''','class Base b')
method('Tail','    ldarg.0 brtrue.s go ldarg.1 ret go: ldarg 0 ldc.i4.1 sub ldarg 1 ldc.i4.2 mul ldc.i4 1000 rem tail. call int32 Program::Tail(int32, int32) ret',ret='int32',args='int32 n, int32 acc')
method('Args','    ldarga n ldarg n ldc.i4.1 add stind.i4 ldarg.s n ldc.i4.2 mul starg.s n ldarg n ldc.i4.1 add starg n ldarga.s n ldind.i4 ret',ret='int32',args='int32 n')
w('  .method public static void Main() { .entrypoint .maxstack 8\n    ldstr "" stsfld string Program::Log')
for c in calls: w(f'    call void Program::{c}()')
w('    ret\n  }\n}')
print('\n'.join(out))
