// Times cblas_sgemm of the installed OpenBLAS: reads "rows depth columns repetitions" lines, prints seconds per call.
// Declared here, so that no header has to be installed.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void cblas_sgemm(int order, int transA, int transB, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);
void cblas_dgemm(int order, int transA, int transB, int m, int n, int k, double alpha, const double *a, int lda,
                 const double *b, int ldb, double beta, double *c, int ldc);
char *openblas_get_config(void);

enum { ROW_MAJOR = 101, AS_IS = 111 };

// With one thread the processor time, which other programs on the machine disturb less; with more the time of the clock.
static clockid_t watch;

static double now(void) {
    struct timespec t;
    clock_gettime(watch, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int count, char **arguments) {
    watch = count > 1 && atoi(arguments[1]) > 1 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
    int m, k, n, repetitions;
    char precision;
    fprintf(stderr, "%s\n", openblas_get_config());
    while (scanf(" %c %d %d %d %d", &precision, &m, &k, &n, &repetitions) == 5) {
        size_t size = precision == 's' ? sizeof(float) : sizeof(double);
        size_t lengths[3] = {(size_t)m * k, (size_t)k * n, (size_t)m * n};
        void *matrix[3];
        for (int i = 0; i < 3; i++) {
            matrix[i] = aligned_alloc(64, (lengths[i] * size + 63) / 64 * 64);
            for (size_t j = 0; j < lengths[i]; j++) {
                double value = (double)((j * 2654435761u) % 1000) / 1000 - 0.5;
                if (precision == 's') ((float *)matrix[i])[j] = (float)value;
                else ((double *)matrix[i])[j] = value;
            }
        }
        double start = 0;
        for (int i = -2; i < repetitions; i++) {
            if (i == 0) start = now();
            if (precision == 's') cblas_sgemm(ROW_MAJOR, AS_IS, AS_IS, m, n, k, 1, matrix[0], k, matrix[1], n, 0, matrix[2], n);
            else cblas_dgemm(ROW_MAJOR, AS_IS, AS_IS, m, n, k, 1, matrix[0], k, matrix[1], n, 0, matrix[2], n);
        }
        printf("%.9g\n", (now() - start) / repetitions);
        fflush(stdout);
        for (int i = 0; i < 3; i++) free(matrix[i]);
    }
    return 0;
}
